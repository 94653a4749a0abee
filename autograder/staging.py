"""Hostile folders to clean copies: what is graded is a file of ours that holds what the learner wrote.

A submission is opened once, without following links, only if it is a regular file of bounded size; of its JSON the
cells' types, sources and names are read and everything else is left behind. What cannot be read is replaced by the
untouched release notebook, to be graded as *unreadable*, so that one learner's file never stops the class.
"""

import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from nbformat import NotebookNode

from autograder.notebook import released, repair, shown
from autograder.notebook_files import to_bytes
from autograder.reading import MAX_NOTEBOOK_MB, UnreadableError, parse, read_regular
from autograder.records import Repair

MAX_FILES_LISTED = 200

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
    want to know; `handed_in` is what could be read, before it was repaired.
    """

    learner: str
    notebook: NotebookNode
    data: bytes = field(repr=False)
    problem: str | None = None
    notes: list[str] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    handed_in: NotebookNode | None = field(default=None, repr=False)

    @property
    def unreadable(self) -> bool:
        return self.problem is not None

    def to_bytes(self) -> bytes:
        return self.data


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
        fits = ".." not in name and name[-1] != " " and unicodedata.is_normalized("NFC", name)
        if fits:
            return None
    return (
        f"The folder {shown(ascii(name))} cannot name a learner: use 1 to {MAX_LEARNER} letters, digits, spaces or "
        ". _ - @ +, beginning with a letter or digit. Rename the folder and grade again."
    )


def _names(char: str) -> bool:
    return char.isalnum() or char in LEARNER_SIGNS or unicodedata.category(char).startswith("M")


def stage(
    submission_dir: Path, notebook_name: str, master: NotebookNode, to: Path | None, data: bytes | None = None
) -> Staged:
    """Copy `submission_dir` (`…/LEARNER/TOPIC`) to `to/NOTEBOOK_NAME.ipynb`, clean and repaired.

    `to` is made, and holds nothing afterwards but the notebook and, where it is well-formed, `timestamp.txt`; None
    writes nothing. `data` stands in for the folder's notebook: another attempt of the learner's. Raises ValueError for
    a folder that names no learner: check with `learner_problem` first.
    """
    learner = submission_dir.parent.name
    if problem := learner_problem(learner):
        raise ValueError(problem)
    notes: list[str] = []
    stamp: str | None = None
    problem = submission = None
    try:
        if data is None:
            with _folder(submission_dir) as folder:
                file_name = _find(folder, f"{notebook_name}.ipynb", notes)
                stamp = _timestamp(folder, notes)
                data = read_regular(folder, file_name, MAX_NOTEBOOK_MB * 2**20)
        submission = parse(data, notes)
        notebook, repairs = repair(submission, master)
    except UnreadableError as error:
        problem = f"{learner}: {submission_dir.name}/{notebook_name}.ipynb: {error}"
        notebook, repairs = repair(released(master), master)
    clean = to_bytes(notebook)
    if to is not None:
        write(to, notebook_name, clean, stamp)
    return Staged(learner, notebook, clean, problem, notes, repairs, submission)


def write(to: Path, notebook_name: str, data: bytes, stamp: str | None) -> None:
    """A clean copy and its hand-in time, in nbgrader's words, into a folder that is made where it is not there."""
    to.mkdir(parents=True, exist_ok=True)
    _put(to / f"{notebook_name}.ipynb", data)
    if stamp is None:
        (to / "timestamp.txt").unlink(missing_ok=True)
    else:
        _put(to / "timestamp.txt", f"{stamp}\n".encode())


def _put(path: Path, data: bytes) -> None:
    """Written where it differs: of a class that is graded again nearly everything stands as it was."""
    if not path.is_file() or path.read_bytes() != data:
        path.write_bytes(data)


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
