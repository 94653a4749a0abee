"""The corpus of submissions: reads the TOML files beside it and lays out the notebooks they describe.

Each submission is the release notebook of one language with a few things done to it; see README.md for the words.
"""

import copy
import json
import os
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from autograder import topics
from autograder.notebook import released

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
TOPIC = "04_transformers"  # of every theme that TOPICS does not name
TOPICS = {"decoding": "08_decoding"}
THEMES = ("honest", "exhaust", "forge", "steal", "damage", "decoding")
WORDS = frozenset(
    "what theme language style rest answers cells source delete duplicate retype metadata strip_metadata strip_ids tags "
    "reverse notebook_metadata outputs outputs_mb encode file files expect others hint note repaired withheld slow "
    "own_limits twin".split()
)


@dataclass(frozen=True)
class Submission:
    """One learner of the corpus; ``how`` is its table in the TOML, ``verdicts`` what must be said of each exercise.

    ``verdicts[exercise]`` lists the verdicts that are acceptable; none at all means that anything goes.
    """

    name: str
    what: str
    theme: str
    topic: str
    language: str
    slow: bool
    verdicts: dict[str, tuple[str, ...]]
    how: dict[str, Any] = field(repr=False)

    @property
    def right(self) -> bool:
        """True when every exercise must earn full marks."""
        return all(verdicts == ("right",) for verdicts in self.verdicts.values())


def build_class(to: Path, which: Iterable[str] | None = None) -> list[Submission]:
    """Lays out ``to/NAME/TOPIC/NOTEBOOK.ipynb`` for the named submissions, by default all.

    ``to`` is a ``submitted`` folder; a name that is not in the corpus raises KeyError.
    """
    corpus = submissions()
    chosen = [corpus[name] for name in (corpus if which is None else which)]
    for submission in chosen:
        lay_out(submission, to)
    return chosen


@cache
def submissions() -> dict[str, Submission]:
    """Every submission by name, twins (``NAME_twin``) after their hostile ones."""
    found: dict[str, Submission] = {}
    for theme in THEMES:
        for name, how in tomllib.loads((HERE / f"{theme}.toml").read_text(encoding="utf-8")).items():
            for each in _with_twin(name, how, theme):
                if each.name in found:
                    raise ValueError(f"{theme}.toml: {each.name} is there twice")
                found[each.name] = each
    return found


def _with_twin(name: str, how: dict[str, Any], theme: str) -> Iterator[Submission]:
    if unknown := set(how) - WORDS:
        raise ValueError(f"{theme}.toml: {name}: unknown {sorted(unknown)}; known: {sorted(WORDS)}")
    yield Submission(
        name=name,
        what=how["what"],
        theme=theme,
        topic=TOPICS.get(theme, TOPIC),
        language=how.get("language", "en"),
        slow=how.get("slow", False),
        verdicts=_verdicts(how, exercises(TOPICS.get(theme, TOPIC))),
        how=how,
    )
    if twin := how.get("twin"):
        yield from _with_twin(f"{name}_twin", {"language": how.get("language", "en"), **twin}, theme)


@cache
def exercises(topic: str) -> tuple[str, ...]:
    """The exercises of a topic, in order."""
    return tuple(topics.load(topic).exercises)


def _verdicts(how: dict[str, Any], names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    expect = how.get("expect", {})
    others = () if how.get("others") == "any" else ("right",)
    found = {}
    for exercise in names:
        said = expect.get(exercise, expect.get("all", others))
        found[exercise] = (said,) if isinstance(said, str) else tuple(said)
    return found


def lay_out(submission: Submission, to: Path) -> Path:
    """Writes one submission's folder; returns its notebook's path, which need not be a file."""
    folder = to / submission.name / submission.topic
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in submission.how.get("files", {}).items():
        (folder / name).write_text(text, encoding="utf-8")
    path = folder / notebook_name(submission.topic)
    path.unlink(missing_ok=True)
    _FILES.get(submission.how.get("file", "notebook").partition(":")[0], _literal)(submission, path)
    return path


def notebook_name(topic: str) -> str:
    """The file name of a topic's notebook."""
    return f"{topic.partition('_')[2]}.ipynb"


def notebook(submission: Submission) -> dict[str, Any]:
    """The submission as the JSON of a notebook."""
    how = submission.how
    made = copy.deepcopy(_released(submission.language, submission.topic))
    _answer(made, submission)
    made.cells = [cell for cell in made.cells if cell.id not in how.get("delete", [])]
    for act in (_insert, _rewrite, _duplicate, _retype, _mark_up, _fill_outputs):
        act(made, how)
    if how.get("reverse"):
        made.cells[1:] = made.cells[:0:-1]
    made.metadata.update(how.get("notebook_metadata", {}))
    return json.loads(json.dumps(made))


def _answer(made: NotebookNode, submission: Submission) -> None:
    """Fills the answer cells: first the style, then the answers, then what ``rest`` says."""
    how = submission.how
    answers = {**(styles()[how["style"]] if "style" in how else {}), **how.get("answers", {})}
    solved = {cell.id: cell.source for cell in _source(submission.language, submission.topic).cells}
    for cell in made.cells:
        exercise = cell.id.removeprefix("answer_")
        if exercise == cell.id:
            continue
        answer = answers.get(exercise, how.get("rest", "solution"))
        if answer == "solution":
            cell.source = solved[cell.id]
        elif answer != "release":
            cell.source = answer.strip("\n")


def _insert(made: NotebookNode, how: dict[str, Any]) -> None:
    for wanted in how.get("cells", []):
        new = new_markdown_cell if wanted.get("kind") == "markdown" else new_code_cell
        cell = new(wanted["source"].strip("\n"))
        ids = [each.id for each in made.cells]
        made.cells.insert(len(ids) if wanted.get("at") == "end" else ids.index(wanted["before"]), cell)


def _rewrite(made: NotebookNode, how: dict[str, Any]) -> None:
    for cell in made.cells:
        cell.source = how.get("source", {}).get(cell.id, cell.source)


def _duplicate(made: NotebookNode, how: dict[str, Any]) -> None:
    for cell_id, source in how.get("duplicate", {}).items():
        at = next(index for index, cell in enumerate(made.cells) if cell.id == cell_id)
        again = copy.deepcopy(made.cells[at])
        again.source = source
        made.cells.insert(at + 1, again)


def _retype(made: NotebookNode, how: dict[str, Any]) -> None:
    for cell in made.cells:
        if kind := how.get("retype", {}).get(cell.id):
            cell.cell_type = kind
            for key in ("outputs", "execution_count"):
                cell.pop(key, None)


def _mark_up(made: NotebookNode, how: dict[str, Any]) -> None:
    for cell in made.cells:
        if how.get("strip_metadata"):
            cell.metadata = {}
        for key, values in how.get("metadata", {}).get(cell.id, {}).items():
            cell.metadata.setdefault(key, {}).update(values)
        if how.get("tags"):
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), *how["tags"]]
        if how.get("strip_ids"):
            del cell["id"]
    if how.get("strip_ids"):
        made.nbformat_minor = 4


def _fill_outputs(made: NotebookNode, how: dict[str, Any]) -> None:
    html = how.get("outputs", "") or "x" * (how.get("outputs_mb", 0) << 20)
    code = [cell for cell in made.cells if cell.cell_type == "code"]
    for cell in (code if "outputs" in how else code[:1]) if html else []:
        cell.outputs = [new_output("display_data", data={"text/html": html, "text/plain": html})]


def _write_notebook(submission: Submission, path: Path) -> None:
    path.write_bytes(_encoded(notebook(submission), submission.how.get("encode", "utf-8")))


def _encoded(made: dict[str, Any], encoding: str) -> bytes:
    text = json.dumps(made, ensure_ascii=False, indent=1)
    if encoding == "crlf":
        return text.replace("\n", "\r\n").encode()
    return text.encode(encoding, errors="replace")


def _truncated(submission: Submission, path: Path) -> None:
    whole = _encoded(notebook(submission), "utf-8")
    path.write_bytes(whole[: len(whole) // 2])


def _symlink(submission: Submission, path: Path) -> None:
    target = submission.how["file"].partition(":")[2]
    path.symlink_to(Path("..") / ".." / target / submission.topic / notebook_name(submission.topic))


def _huge(submission: Submission, path: Path) -> None:
    with path.open("wb") as file:
        file.write(b'{"cells": [')
        file.truncate(1 << 30)


def _literal(submission: Submission, path: Path) -> None:
    path.write_text(submission.how["file"], encoding="utf-8")


_FILES = {
    "notebook": _write_notebook,
    "truncated": _truncated,
    "symlink": _symlink,
    "huge": _huge,
    "empty": lambda submission, path: path.write_bytes(b""),
    "binary": lambda submission, path: path.write_bytes(bytes(range(256)) * 64),
    "deep": lambda submission, path: path.write_text("[" * 100_000, encoding="utf-8"),
    "fifo": lambda submission, path: os.mkfifo(path),
    "folder": lambda submission, path: path.mkdir(exist_ok=True),
    "none": lambda submission, path: None,
}


@cache
def styles() -> dict[str, dict[str, str]]:
    """Right answers in several hands: style → exercise → source."""
    return tomllib.loads((HERE / "styles.toml").read_text(encoding="utf-8"))


@cache
def _source(language: str, topic: str) -> NotebookNode:
    return nbformat.read(ROOT / "notebooks" / language / topic / notebook_name(topic), as_version=4)


@cache
def _released(language: str, topic: str) -> NotebookNode:
    return released(_source(language, topic))
