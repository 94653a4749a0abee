"""Hostile folders to clean copies: what is graded is a file of ours that holds what the learner wrote.

A submission is opened once, without following links, only if it is a regular file of bounded size; of its JSON the
cells' types, sources and names are read and everything else is left behind. What cannot be read is replaced by the
untouched release notebook, to be graded as *unreadable*, so that one learner's file never stops the class.
"""

import json
import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.notebook import VALID_ID, new_cell, released, repair, shown
from autograder.records import Repair

MAX_NOTEBOOK_MB = 20
MAX_CELLS = 2000
MAX_SOURCE_CHARACTERS = 1_000_000
MAX_FILES_LISTED = 200
MAX_DIGITS = 18  # a longer integer is no count, no version and no number of points
GRADING_TYPES = (bool, int, float, str)

MAX_LEARNER = 100  # characters of a learner's id
MAX_LEARNER_BYTES = 200  # file systems stop at 255, and some names of ours are longer than the learner's
LEARNER_SIGNS = frozenset("_.@+ -")


@dataclass(frozen=True)
class HandedIn:
    """One folder of `submitted/`; `problem` says why its name cannot stand in a gradebook."""

    learner: str
    folder: Path
    problem: str | None = None


@dataclass(frozen=True)
class Staged:
    """A clean copy: `notebook` is repaired and valid, `data` what was written of it.

    `problem` says why the release notebook stands in for an unreadable one; `notes` is what the instructor may
    want to know.
    """

    learner: str
    notebook: NotebookNode
    data: bytes = field(repr=False)
    problem: str | None = None
    notes: list[str] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)

    @property
    def unreadable(self) -> bool:
        return self.problem is not None

    def to_bytes(self) -> bytes:
        return self.data


class UnreadableError(Exception):
    """The submission cannot be read; the message says what is wrong and what to do about it."""


def submissions(submitted: Path, topic: str) -> list[HandedIn]:
    """Everyone in `submitted/` who has something named `topic`, sorted; never raises for one bad folder.

    Raises FileNotFoundError when `submitted` itself is no folder.
    """
    found = []
    for entry in sorted(os.scandir(submitted), key=lambda entry: entry.name):
        folder = Path(entry.path) / topic
        if entry.name.startswith(".") or not _exists(folder):
            continue
        # A name that is cut or mended for display is never an identity: it is whole, or it is refused.
        found.append(HandedIn(entry.name, folder, learner_problem(entry.name)))
    return found


def learner_problem(name: str) -> str | None:
    """Why `name` cannot name a learner, or None.

    Letters of any script with their marks, digits and a few signs; never a path, an option, a wildcard or a line break.
    """
    fits = 0 < len(name) <= MAX_LEARNER and len(name.encode(errors="replace")) <= MAX_LEARNER_BYTES
    if fits and all(map(_names, name)) and (name[0].isalnum() or name[0] == "_"):
        if ".." not in name and name[-1] != " " and unicodedata.is_normalized("NFC", name):
            return None
    return (
        f"The folder {shown(ascii(name))} cannot name a learner: use 1 to {MAX_LEARNER} letters, digits, spaces or "
        ". _ - @ +, beginning with a letter or digit. Rename the folder and grade again."
    )


def _names(char: str) -> bool:
    return char.isalnum() or char in LEARNER_SIGNS or unicodedata.category(char).startswith("M")


def stage(submission_dir: Path, notebook_name: str, master: NotebookNode, to: Path) -> Staged:
    """Copy `submission_dir` (`…/LEARNER/TOPIC`) to `to/NOTEBOOK_NAME.ipynb`, clean and repaired.

    `to` is made, and holds nothing afterwards but the notebook and, where it is well-formed, `timestamp.txt`.
    Raises ValueError for a folder that names no learner: check with `learner_problem` first.
    """
    learner = submission_dir.parent.name
    if problem := learner_problem(learner):
        raise ValueError(problem)
    notes: list[str] = []
    stamp: str | None = None
    problem = None
    try:
        with _folder(submission_dir) as folder:
            file_name = _find(folder, f"{notebook_name}.ipynb", notes)
            stamp = _timestamp(folder, notes)
            submission = parse(read_regular(folder, file_name, MAX_NOTEBOOK_MB * 2**20), notes)
        notebook, repairs = repair(submission, master)
    except UnreadableError as error:
        problem = f"{learner}: {submission_dir.name}/{notebook_name}.ipynb: {error}"
        notebook, repairs = repair(released(master), master)
    data = notebook_bytes(notebook)
    _write(to, notebook_name, data, stamp)
    return Staged(learner, notebook, data, problem, notes, repairs)


def notebook_bytes(notebook: NotebookNode) -> bytes:
    """The notebook as it is written: the same notebook gives the same bytes."""
    return (nbformat.writes(notebook, version=4) + "\n").encode()


def _write(to: Path, notebook_name: str, data: bytes, stamp: str | None) -> None:
    to.mkdir(parents=True, exist_ok=True)
    (to / f"{notebook_name}.ipynb").write_bytes(data)
    (to / "timestamp.txt").unlink(missing_ok=True)
    if stamp is not None:
        (to / "timestamp.txt").write_text(stamp + "\n", encoding="utf-8")


def _exists(path: Path) -> bool:
    try:
        os.lstat(path)
    except OSError as error:
        return isinstance(error, PermissionError)  # there, but closed to us: staging will say so
    return True


@contextmanager
def _folder(path: Path) -> Iterator[int]:
    """The folder as a descriptor, entered step by step so that neither the learner's nor the topic's is a link."""
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    opened: list[int] = []
    try:
        try:
            opened.append(os.open(path.parent, flags))
            opened.append(os.open(path.name, flags, dir_fd=opened[-1]))
        except OSError as error:
            raise UnreadableError(
                f"the folder is a link, no folder, or closed to us ({error.strerror}). "
                "Ask for the notebook itself and put it in a plain folder."
            ) from error
        yield opened[-1]
    finally:
        for descriptor in opened:
            os.close(descriptor)


def _find(folder: int, wanted: str, notes: list[str]) -> str:
    """The notebook's file name: exact, else the only one in other letters, else the only notebook there is."""
    with os.scandir(folder) as entries:
        names = sorted(entry.name for entry in islice(entries, MAX_FILES_LISTED))
    others = [name for name in names if name not in (wanted, "timestamp.txt", "attempts", ".ipynb_checkpoints")]
    if wanted in names:
        if others:
            listed = ", ".join(shown(name, 40) for name in others[:5])
            notes.append(f"{len(others)} other file(s) were not graded: {listed}")
        return wanted
    notebooks = [name for name in names if name.lower().endswith(".ipynb")]
    same = [name for name in notebooks if name.lower() == wanted.lower()]
    if len(same or notebooks) != 1:
        found = f"{len(notebooks)} notebooks of other names" if notebooks else "no notebook"
        raise UnreadableError(f"not found, the folder holds {found}. Ask for {wanted}, or rename the right file to it.")
    chosen = (same or notebooks)[0]
    notes.append(f"{shown(chosen)} was graded as {wanted}")
    return chosen


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


def _timestamp(folder: int, notes: list[str]) -> str | None:
    """The hand-in time that `collect` or nbgrader wrote, where nbgrader will understand it."""
    from dateutil.parser import ParserError, parse  # nbgrader reads the file with the same parser

    try:
        text = read_regular(folder, "timestamp.txt", 100).decode("utf-8").strip()
    except (UnreadableError, UnicodeDecodeError):
        return None
    if re.fullmatch(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,6})?( ?(UTC|[+-]\d\d:?\d\d|Z))?", text):
        try:
            parse(text)
            return text
        except (ParserError, OverflowError, ValueError):
            pass
    notes.append("timestamp.txt holds no time and was left out: no lateness is known")
    return None


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
