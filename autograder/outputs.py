"""What people may see of a submission: bounded, without control characters, and nothing that a browser would run.

An instructor opens autograded notebooks in formgrader, on the origin that holds the gradebook. So of a learner's
outputs only plain text, PNG images, streams and errors are kept, and text cells become fenced text: inside
``<pre>`` neither HTML, links, nor formulas are anything but characters.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from typing import Any

Output = dict[str, Any]

CELL_LIMIT_KB = 256
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Escape sequences of terminals: CSI, OSC (closed by BEL or ST), and two-character ones.
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
# C0 and C1 controls but tab and newline, and the marks that reorder text or end its lines.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

_FENCED = re.compile(r"(~{3,})text\n(.*)\n(~+)", re.DOTALL)


def clean_text(text: object) -> str:
    """Text without escape sequences, control characters and reordering marks; a carriage return ends a line."""
    plain = str(text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", _ANSI.sub("", plain))


def clean_code(source: str) -> str:
    """Code as people may see it: what would hide or reorder it stands there as Python's own escape for it.

    In a string it means the same to Python; anywhere else but in a comment it is no Python before either.
    """
    lines = source.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub(lambda sign: ascii(sign[0])[1:-1], lines)


def clean_line(text: object) -> str:
    """``clean_text`` on one line: what stands after a line break could pass for a line of ours."""
    return " ".join(clean_text(text).split("\n"))


def clean_outputs(outputs: Iterable[Output], limit_kb: int = CELL_LIMIT_KB) -> list[Output]:
    """nbformat outputs fit to be opened: at most ``limit_kb`` for the cell, the rest announced as left out."""
    kept: list[Output] = []
    left = limit_kb * 1024
    for output in outputs:
        cleaned = _clean(output)
        if cleaned is None:
            continue
        size = _size(cleaned)
        if size > left:
            kept.append(stream("… output left out: too long"))
            break
        left -= size
        kept.append(cleaned)
    return kept


def stream(text: str, name: str = "stdout") -> Output:
    """A stream output."""
    return {"output_type": "stream", "name": name, "text": text}


def error(name: str, message: str) -> Output:
    """An error output without a traceback."""
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": [f"{name}: {message}"]}


def shown(text: str) -> Output:
    """Our own words, as a display of plain text."""
    return {"output_type": "display_data", "data": {"text/plain": text}, "metadata": {}}


def fenced(source: str) -> str:
    """Markdown that shows ``source`` as it was typed: the fence is longer than any run of tildes inside."""
    longest = max((len(run) for run in re.findall("~+", source)), default=0)
    fence = "~" * max(3, longest + 1)
    return f"{fence}text\n{clean_text(source)}\n{fence}"


def is_fenced(source: str) -> bool:
    """True for what ``fenced`` gives: one fenced text, and nothing before, after or out of it."""
    match = _FENCED.fullmatch(source)
    return (
        match is not None
        and match[1] == match[3]
        and max(map(len, re.findall("~+", match[2])), default=0) < len(match[1])
    )


def as_comment(text: str) -> str:
    """Text for nbgrader's comments, whose Markdown renderer lets HTML pass: indented, it is shown as typed."""
    return "\n".join(f"    {line}" for line in clean_text(text).strip().splitlines())


def _clean(output: Output) -> Output | None:
    match output.get("output_type"):
        case "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            return stream(clean_text(_joined(output.get("text"))), name)
        case "error":
            lines = output.get("traceback")
            return {
                "output_type": "error",
                "ename": clean_text(output.get("ename", "")),
                "evalue": clean_text(output.get("evalue", "")),
                "traceback": [clean_text(line) for line in lines] if isinstance(lines, list) else [],
            }
        case "display_data" | "execute_result":
            data = _clean_data(output.get("data"))
            return {"output_type": "display_data", "data": data, "metadata": {}} if data else None
        case _:
            return None


def _clean_data(data: object) -> dict[str, str]:
    if not isinstance(data, dict):
        return {}
    kept = {}
    if "text/plain" in data:
        kept["text/plain"] = clean_text(_joined(data["text/plain"]))
    if (image := _clean_png(_joined(data.get("image/png")))) is not None:
        kept["image/png"] = image
    return kept


def _clean_png(text: str) -> str | None:
    """The image again in plain base64, or None when it is no PNG."""
    try:
        image = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
    return base64.b64encode(image).decode("ascii") if image.startswith(PNG_SIGNATURE) else None


def _joined(text: object) -> str:
    if isinstance(text, list):
        return "".join(map(str, text))
    return "" if text is None else str(text)


def _size(value: object) -> int:
    if isinstance(value, dict):
        return sum(map(_size, value.values()))
    return sum(map(_size, value)) if isinstance(value, list) else len(str(value))
