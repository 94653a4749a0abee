"""Which Python would accept what ours does not: an answer written with a newer one is no riddle for its author."""

import re
import sys

# A quote of the f-string's own kind between its braces; and what is said of the other things that 3.12 allows there.
_QUOTES = re.compile(r"""\b[rR]?[fF][rR]?(["'])(?:(?!\1)[^\n])*\{(?:(?!\1)[^}\n])*\1(?:(?!\1)[^\n])*\1[^\n]*\}""")
_IN_F_STRINGS = re.compile(r"f-string expression part cannot include|f-string: expressions nested too deeply")
_SYNTAX = (
    ((3, 12), re.compile(r"^[ \t]*type[ \t]+\w+[ \t]*(\[[^\]\n]*\])?[ \t]*=", re.MULTILINE)),
    ((3, 12), re.compile(r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+\w+[ \t]*\[", re.MULTILINE)),
    ((3, 14), re.compile(r"^[ \t]*except[ \t]+[\w.]+[ \t]*,[ \t]*[\w., \t]+:", re.MULTILINE)),
    ((3, 14), re.compile(r"""(?<![\w"'])[rR]?[tT][rR]?["']""")),
)
LONGEST = 20_000  # characters of a cell that are looked at


def needed(source: str, message: str, ours: tuple[int, int] | None = None) -> str | None:
    """The oldest Python that accepts what a SyntaxError complained of, such as "3.12"; None where none is newer."""
    ours = ours or (sys.version_info.major, sys.version_info.minor)
    source = source[:LONGEST]
    found = [version for version, pattern in _SYNTAX if pattern.search(source)]
    if _IN_F_STRINGS.search(message) or ("f-string" in message and _QUOTES.search(source)):
        found.append((3, 12))
    return next((f"{major}.{minor}" for major, minor in sorted(found) if (major, minor) > ours), None)
