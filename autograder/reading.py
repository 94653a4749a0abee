"""What a learner wrote, read without trust: a regular file of bounded size, and of its JSON the cells alone."""

import json
import os
import stat
from itertools import islice
from pathlib import Path

from nbformat import NotebookNode

from autograder.notebook import VALID_ID, new_cell

MAX_NOTEBOOK_MB = 20
MAX_CELLS = 2000
MAX_SOURCE_CHARACTERS = 1_000_000
MAX_DIGITS = 18  # a longer integer is no count, no version and no number of points
GRADING_TYPES = (bool, int, float, str)


class UnreadableError(Exception):
    """The submission cannot be read; the message says what is wrong and what to do about it."""


def read_whole(folder: Path, name: str, limit_bytes: int) -> bytes:
    """A regular file of a folder that is no link, at most `limit_bytes`; raises UnreadableError."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise UnreadableError(f"{folder.name}: a link, no folder, or closed to us ({error.strerror})") from error
    try:
        return read_regular(descriptor, name, limit_bytes)
    finally:
        os.close(descriptor)


def read_regular(folder: int, name: str, limit_bytes: int) -> bytes:
    """The bytes of a regular file with one name, at most `limit_bytes` of them; raises UnreadableError."""
    try:
        # Non-blocking, or a FIFO would wait for a writer for ever.
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    except OSError as error:
        raise UnreadableError(f"a link, or closed to us ({error.strerror}). Ask for the file itself.") from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError("not a regular file. Ask for the notebook itself.")
        if status.st_nlink > 1:
            raise UnreadableError("a hard link to a file that stands elsewhere too. Replace it with a copy.")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(limit_bytes + 1)
    finally:
        os.close(descriptor)
    if len(data) > limit_bytes:
        size = f"{status.st_size / 2**20:.0f} MB, and the limit is {limit_bytes / 2**20:.0f} MB"
        raise UnreadableError(f"too large: {size}. Ask the learner to clear all outputs and hand it in again.")
    return data


def parse(data: bytes, notes: list[str]) -> NotebookNode:
    """The cells of a notebook's bytes, whatever else they hold; raises UnreadableError.

    The result has `cells` (type, source, perhaps an id, and what they claim of grading and tags) and the kernel
    asked for. Encodings: UTF-8 with or without a mark, UTF-16 with one, else Latin-1. Formats 3 and 4.
    """
    content = _json(_text(data, notes), notes)
    cells = content.get("cells")
    worksheets = content.get("worksheets")
    if isinstance(worksheets, list) and not isinstance(cells, list):
        notes.append("notebook format 3 was read as format 4")
        sheets = [sheet.get("cells") for sheet in worksheets if isinstance(sheet, dict)]
        cells = [cell for sheet in sheets if isinstance(sheet, list) for cell in sheet]
    if not isinstance(cells, list):
        raise UnreadableError("not a notebook: it has no list of cells. Ask for the .ipynb that JupyterLab saves.")
    if len(cells) > MAX_CELLS:
        raise UnreadableError(f"{len(cells)} cells, and the limit is {MAX_CELLS}. Ask for a notebook with fewer.")
    metadata = content.get("metadata")
    kernel = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    language = kernel.get("language") if isinstance(kernel, dict) else None
    clean = [_cell(cell) for cell in cells if isinstance(cell, dict)]
    if len(clean) < len(cells):
        notes.append(f"{len(cells) - len(clean)} entries among the cells are no cells and were left out")
    kernelspec = {"language": _plain(language)} if isinstance(language, str) else {}
    return NotebookNode(cells=clean, metadata=NotebookNode(kernelspec=kernelspec), nbformat=4, nbformat_minor=5)


def _text(data: bytes, notes: list[str]) -> str:
    if not data.strip():
        raise UnreadableError("the file is empty. Ask the learner to save the notebook and hand it in again.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for whole in (data, data[: data.rfind(b"}") + 1]):  # what a broken copy left behind the end need not be text
        try:
            return whole.decode("utf-8-sig")
        except UnicodeDecodeError:
            continue
    else:
        notes.append("not UTF-8: read as Latin-1")
        return data.decode("latin-1")


def _json(text: str, notes: list[str]) -> dict:
    def integer(digits: str) -> int:
        return int(digits) if len(digits) <= MAX_DIGITS else 0

    decoder = json.JSONDecoder(parse_int=integer, parse_constant=lambda _: None)
    try:
        content, end = decoder.raw_decode(text, len(text) - len(text.lstrip()))
        if text[end:].strip():
            notes.append("what stood behind the end of the notebook was left out")
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise UnreadableError(
            f"not valid JSON ({where}: {error.msg}). The file may be cut off or have merge marks; "
            "ask for a copy that opens in JupyterLab."
        ) from error
    except (RecursionError, MemoryError, ValueError) as error:
        raise UnreadableError("nested too deeply to be a notebook. Ask for a copy saved by JupyterLab.") from error
    if not isinstance(content, dict):
        raise UnreadableError("JSON, but not a notebook. Ask for the .ipynb that JupyterLab saves.")
    return content


def _cell(cell: dict) -> NotebookNode:
    """One cell: its type, source, and claims, each of the type it must have; format 3 keeps code in `input`."""
    cell_type = cell.get("cell_type")
    source = _source(cell.get("source", cell.get("input")))
    if cell_type == "heading":
        cell_type, source = "markdown", f"# {source}"
    if cell_type not in ("code", "markdown", "raw"):
        cell_type = "raw"
    name = cell.get("id")
    name = name if isinstance(name, str) and VALID_ID.fullmatch(name) else ""
    return new_cell(cell_type, source, id=name, metadata=_claims(cell.get("metadata")))


def _source(source: object) -> str:
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return ""
    if len(source) > MAX_SOURCE_CHARACTERS:
        raise UnreadableError(
            f"a cell of {len(source)} characters, and the limit is {MAX_SOURCE_CHARACTERS}. Ask for a smaller one."
        )
    return _plain(source).replace("\r\n", "\n").replace("\r", "\n")


def _claims(metadata: object) -> dict:
    """What a cell says of its grading and its tags: read to be compared with the master, never to be obeyed."""
    if not isinstance(metadata, dict):
        return {}
    claims: dict = {}
    if isinstance(tags := metadata.get("tags"), list):
        claims["tags"] = [_plain(tag) for tag in tags[:20] if isinstance(tag, str)]
    if isinstance(grading := metadata.get("nbgrader"), dict):
        claims["nbgrader"] = {
            key: _plain(value) if isinstance(value, str) else value
            for key, value in islice(grading.items(), 20)
            if isinstance(value, GRADING_TYPES) and isinstance(key, str)
        }
    return claims


def _plain(text: str) -> str:
    # A lone half of a surrogate pair is valid JSON and cannot be written as UTF-8.
    return text.encode("utf-8", errors="replace").decode("utf-8")
