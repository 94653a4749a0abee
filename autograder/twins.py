"""The notebooks of a topic are twins: one in each language, the same cells, the same code, byte for byte.

English is the original. Each Spanish prose cell carries the hash of the English cell that it translates, so that a
change on either side is found: `check` names what differs, `sync` copies the code and marks the prose that is stale,
`accept` records that a translation is up to date.
"""

import hashlib
import re
from collections.abc import Collection
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.notebook import VALID_ID, exercise_of, is_check, is_graded

STALE = "stale"
HASH_DIGITS = 16


@dataclass(frozen=True)
class Problem:
    """One difference between the twins, with the cell it is in and what to do about it."""

    cell_id: str
    text: str

    def __str__(self) -> str:
        return f"{self.cell_id}: {self.text}" if self.cell_id else self.text


def hash_of(source: str) -> str:
    """The first 16 hex digits of the SHA-256 of an English cell's source."""
    return hashlib.sha256(source.encode()).hexdigest()[:HASH_DIGITS]


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def write(notebook: NotebookNode, path: Path) -> None:
    """The one way a notebook is written: indent 1, sorted keys, UTF-8 as it is, a newline at the end."""
    path.write_text(nbformat.writes(notebook, version=4).rstrip("\n") + "\n", encoding="utf-8")


def check(en: NotebookNode, es: NotebookNode) -> list[Problem]:
    """Everything in which the twins differ and should not, and every rule of ours that either breaks."""
    problems = [*_rules(en, "en"), *_rules(es, "es")]
    if en.metadata != es.metadata:
        problems.append(Problem("", "the notebooks' metadata differ; run sync"))
    spanish = {cell.id: cell for cell in es.cells}
    english = {cell.id for cell in en.cells}
    problems += [Problem(cell.id, "only in English; run sync") for cell in en.cells if cell.id not in spanish]
    problems += [Problem(cell.id, "only in Spanish; run sync") for cell in es.cells if cell.id not in english]
    shared = [cell.id for cell in en.cells if cell.id in spanish]
    if shared != [cell.id for cell in es.cells if cell.id in english]:
        problems.append(Problem("", "the cells stand in different orders; run sync"))
    start = _start_cell(en)
    for cell in en.cells:
        if cell.id in spanish:
            problems += _differences(cell, spanish[cell.id], is_start=cell is start)
    return problems


def sync(en: NotebookNode, es: NotebookNode) -> NotebookNode:
    """The Spanish twin brought up to date: English code, Spanish prose, marked where it no longer fits.

    New prose arrives in English, tagged `stale`. Neither argument is changed.
    """
    spanish = {cell.id: cell for cell in es.cells}
    start = _start_cell(en)
    cells = []
    for cell in en.cells:
        twin = deepcopy(cell)
        if twin.cell_type != "code":
            _translate(twin, spanish.get(cell.id))
        elif cell is start:
            twin.source = twin.source.replace(_start("en"), _start("es"))
        cells.append(twin)
    synced = deepcopy(en)
    synced.cells = cells
    return synced


def accept(en: NotebookNode, es: NotebookNode, cell_ids: Collection[str] | None = None) -> NotebookNode:
    """`es` with the given prose cells (all, if None) recorded as translations of today's English.

    Raises KeyError for an id that is no prose cell of both.
    """
    english = {cell.id: cell for cell in en.cells if cell.cell_type != "code"}
    accepted = deepcopy(es)
    prose = {cell.id: cell for cell in accepted.cells if cell.id in english}
    for cell_id in prose if cell_ids is None else cell_ids:
        prose[cell_id].metadata["twin"] = NotebookNode(hash=hash_of(english[cell_id].source))
        _tag(prose[cell_id], stale=False)
    return accepted


def _translate(twin: NotebookNode, old: NotebookNode | None) -> None:
    """Make `twin`, a copy of the English cell, the Spanish one: the old text, its hash, and whether it is stale."""
    current = hash_of(twin.source)
    known = None
    if old is not None and old.cell_type != "code":
        twin.source = old.source
        if "attachments" in old:
            twin.attachments = deepcopy(old.attachments)
        known = old.metadata.get("twin", {}).get("hash")
    if known is not None:
        twin.metadata["twin"] = NotebookNode(hash=known)
    _tag(twin, stale=known != current)


def _tag(cell: NotebookNode, *, stale: bool) -> None:
    tags = [tag for tag in cell.metadata.get("tags", []) if tag != STALE] + [STALE] * stale
    if tags:
        cell.metadata["tags"] = tags
    else:
        cell.metadata.pop("tags", None)


def _start(language: str) -> str:
    return f'course_lib.start("{language}")'


def _start_cell(notebook: NotebookNode) -> NotebookNode | None:
    return next((cell for cell in notebook.cells if cell.cell_type == "code"), None)


def _differences(en: NotebookNode, es: NotebookNode, *, is_start: bool) -> list[Problem]:
    found = []
    if en.cell_type != es.cell_type:
        return [Problem(en.id, f"{en.cell_type} in English, {es.cell_type} in Spanish")]
    if en.cell_type == "code":
        wanted = en.source.replace(_start("en"), _start("es")) if is_start else en.source
        if es.source != wanted:
            found.append(Problem(en.id, "the code differs; run sync"))
    else:
        found += _staleness(en, es)
    if en.metadata.get("nbgrader") != es.metadata.get("nbgrader"):
        found.append(Problem(en.id, "the grading metadata differs; run sync"))
    if _tags(en) != _tags(es):
        found.append(Problem(en.id, "the tags differ; run sync"))
    return found


def _tags(cell: NotebookNode) -> list[str]:
    return [tag for tag in cell.metadata.get("tags", []) if tag != STALE]


def _staleness(en: NotebookNode, es: NotebookNode) -> list[Problem]:
    known = es.metadata.get("twin", {}).get("hash")
    if known is None:
        return [Problem(en.id, "the translation has no hash; translate it, then accept it")]
    if known != hash_of(en.source):
        return [Problem(en.id, "the English text has changed since; translate the change, then accept it")]
    if STALE in es.metadata.get("tags", []):
        return [Problem(en.id, "still tagged stale; translate it, then accept it")]
    return []


def _rules(notebook: NotebookNode, language: str) -> list[Problem]:
    """What must hold in each notebook by itself."""
    texts: list[tuple[str, str]] = []
    ids = [cell.id for cell in notebook.cells]
    texts += [(id, "two cells have this id") for id in sorted({id for id in ids if ids.count(id) > 1})]
    start = _start_cell(notebook)
    if start is None or _start(language) not in start.source:
        texts.append(("", f"the first code cell does not call {_start(language)}"))
    for cell in notebook.cells:
        if not VALID_ID.fullmatch(cell.id):
            texts.append((cell.id, "an id holds letters, digits, - and _ only"))
        if cell.get("outputs") or cell.get("execution_count"):
            texts.append((cell.id, "committed with outputs; clear them"))
        if re.search(r"\bTODO\b", cell.source):
            texts.append((cell.id, "a TODO is left: write what it asks for"))
        texts += [(cell.id, text) for text in _grading_rules(cell)]
    return [Problem(id, f"{text} ({language})") for id, text in texts]


def _grading_rules(cell: NotebookNode) -> list[str]:
    if not is_graded(cell):
        return []
    grading = cell.metadata.nbgrader
    texts = []
    if grading.get("grade_id") != cell.id:
        texts.append("the cell's id and its grade_id differ")
    if is_check(cell) and cell.id != f"check_{exercise_of(cell)}":
        texts.append("a check's id begins with check_")
    if grading.get("locked") and not is_check(cell):
        texts.append("only checks are locked: nbgrader would put one language's text over the other's")
    return texts
