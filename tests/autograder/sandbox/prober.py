"""Stands in for the candidate in these tests: runs what it is sent and answers with the value of ``r``, as JSON.

It is put into the readable environment of a test's template in place of ``box/candidate.py``.
"""

import json
import os
from pathlib import Path


def prepare() -> None:
    """Nothing to warm."""


def main(channel, settings) -> None:
    stream = channel.makefile("rw")
    names = {"settings": settings, "refused": refused, "readable": readable, "writable": writable}
    for line in stream:
        try:
            exec(json.loads(line), names)
            answer = {"value": names.get("r")}
        except BaseException as error:
            answer = {"raised": type(error).__name__, "text": str(error)}
        stream.write(json.dumps(answer, default=repr) + "\n")
        stream.flush()
    os._exit(0)


def refused(action, *arguments) -> bool:
    """Whether the system did not let us."""
    try:
        result = action(*arguments)
    except OSError:
        return True
    return isinstance(result, int) and result < 0  # a C function


def readable(paths) -> list[str]:
    """Those of the paths that show anything at all."""
    return [
        str(p) for p in map(Path, paths) if not refused(lambda p=p: list(p.iterdir()) if p.is_dir() else p.read_bytes())
    ]


def writable(folders) -> list[str]:
    """Those of the folders that take a new file."""
    return [str(folder) for folder in folders if not refused((Path(folder) / "mark").write_text, "x")]
