"""A submission beside its master: what is repaired first, and which cells run.

The master is the source notebook of the language that the instructor set. A submission may be in the other
language: the cells have the same ids and the code is the same. Nothing that a submission says about itself is
obeyed (points, tags, schema versions, kernels): it is compared with the master, replaced, and reported.
"""

import ast
import re
from collections.abc import Collection, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Literal

from nbformat import NotebookNode, from_dict

from autograder.records import Repair

Why = Literal["demo", "check", "text", "empty"]

LANGUAGES = ("es", "en")
GRADING_KEYS = ("grade_id", "grade", "solution", "locked", "task", "points", "schema_version")
START_CELL_LIMIT = 2000  # characters: `course_lib.start` stands in a short cell, and no longer one is parsed
ONE_CHECK = re.compile(r"check\([^()]*\)")
VALID_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class RunCell:
    """``own``: neither an answer nor as the master has it, so that the exam can do without."""

    cell_id: str
    source: str
    own: bool = False


@dataclass(frozen=True)
class SkipCell:
    cell_id: str
    why: Why
    source: str = ""


@dataclass(frozen=True)
class ExamineCell:
    exercise: str
    cell_id: str


Step = RunCell | SkipCell | ExamineCell


@dataclass(frozen=True)
class Plan:
    """The steps of grading one notebook, in order, and the language that its learner reads."""

    steps: tuple[Step, ...]
    language: str

    def only(self, exercises: Collection[str]) -> "Plan":
        """The same plan for some exercises alone: no other is asked, and nothing runs after the last of them."""
        steps = [step for step in self.steps if not isinstance(step, ExamineCell) or step.exercise in exercises]
        while steps and not isinstance(steps[-1], ExamineCell):
            steps.pop()
        return replace(self, steps=tuple(steps))

    def with_demos(self) -> "Plan":
        """The same plan with the teaching cells run: for an answer that needs a name one of them defines."""
        return replace(self, steps=tuple(map(_run_if_demo, self.steps)))

    @property
    def skips_demos(self) -> bool:
        return any(isinstance(step, SkipCell) and step.why == "demo" for step in self.steps)


def notebook_name(topic: str) -> str:
    """`04_transformers` → `transformers`: the notebook of a topic, without its extension."""
    return topic.partition("_")[2] or topic


def plan(submission: NotebookNode, master: NotebookNode) -> Plan:
    """The steps for a repaired submission; an exercise whose check cell is gone is examined at the end."""
    slots = {cell.id: cell for cell in master.cells}
    checks = {cell.id: cell for cell in master.cells if is_check(cell)}
    check_sources = {cell.source.strip() for cell in checks.values()}
    steps = [_step(cell, slots.get(cell.id), check_sources) for cell in submission.cells]
    examined = {step.cell_id for step in steps if isinstance(step, ExamineCell)}
    steps += [ExamineCell(exercise_of(checks[key]), key) for key in checks if key not in examined]
    return Plan(tuple(steps), language_of(submission) or language_of(master) or LANGUAGES[0])


def _step(cell: NotebookNode, slot: NotebookNode | None, checks: set[str]) -> Step:
    """What to do with a cell; ``slot``: the master's cell of that id, ``checks``: the sources of its checks."""
    source = cell.source.strip()
    unchanged = slot is not None and slot.source.strip() == source
    graded = slot is not None and is_graded(slot)
    if cell.cell_type != "code":
        return SkipCell(cell.id, "text")
    if slot is not None and is_check(slot):
        return ExamineCell(exercise_of(slot), cell.id)
    if not source:
        return SkipCell(cell.id, "empty")
    if slot is not None and unchanged and "demo" in slot.metadata.get("tags", []):
        return SkipCell(cell.id, "demo", cell.source)
    # A copy of a check, or that of an exercise that has gone, asks the reference, which no learner's process may call.
    if source in checks or (cell.id.startswith("check_") and ONE_CHECK.fullmatch(source)):
        return SkipCell(cell.id, "check")
    return RunCell(cell.id, cell.source, own=not (unchanged or graded))


def _run_if_demo(step: Step) -> Step:
    if isinstance(step, SkipCell) and step.why == "demo":
        return RunCell(step.cell_id, step.source)
    return step


def is_graded(cell: NotebookNode) -> bool:
    """Does nbgrader know this cell: an answer, a check, a task, or text that it locks?"""
    nbgrader = cell.metadata.get("nbgrader", {})
    return any(nbgrader.get(key) for key in ("grade", "solution", "locked", "task"))


def is_check(cell: NotebookNode) -> bool:
    """Is this the visible test of an exercise (graded, written by us)?"""
    nbgrader = cell.metadata.get("nbgrader", {})
    return bool(cell.cell_type == "code" and nbgrader.get("grade") and not nbgrader.get("solution"))


def exercise_of(check: NotebookNode) -> str:
    """`check_causal_mask` → `causal_mask`."""
    return str(check.metadata.nbgrader.grade_id).removeprefix("check_")


def language_of(notebook: NotebookNode) -> str | None:
    """The literal that the first `course_lib.start("es")` is given, or None; nothing is evaluated."""
    for cell in notebook.cells:
        if cell.cell_type != "code" or "course_lib.start" not in cell.source:
            continue
        for language in _started(cell.source):
            return language
    return None


def _started(source: str) -> Iterator[str]:
    if len(source) > START_CELL_LIMIT:
        return
    without_magics = re.sub(r"(?m)^([ \t]*)[%!?].*$", r"\1pass", source)
    try:
        tree = ast.parse(without_magics)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for statement in tree.body:
        match statement:
            case ast.Expr(ast.Call(ast.Attribute(ast.Name("course_lib"), "start"), [ast.Constant(str(value)), *_])):
                if value in LANGUAGES:
                    yield value


def released(master: NotebookNode) -> NotebookNode:
    """What learners get of a source notebook: no solutions, no outputs, graded cells locked, checksums set.

    The steps are those of `nbgrader generate_assignment`, without its gradebook.
    """
    from nbgrader import preprocessors as nbgrader  # two seconds: only where a release is made

    steps = (
        nbgrader.LockCells,
        nbgrader.ClearSolutions,
        nbgrader.ClearOutput,
        nbgrader.ClearHiddenTests,
        nbgrader.ClearMarkScheme,
        nbgrader.ComputeChecksums,
        nbgrader.CheckCellMetadata,
    )
    notebook, resources = deepcopy(master), dict[str, object]()
    for step in steps:
        notebook, resources = step().preprocess(notebook, resources)
    return notebook


def repair(submission: NotebookNode, master: NotebookNode) -> tuple[NotebookNode, list[Repair]]:
    """A submission with the master's graded cells in their places, and what had to be done for it.

    Kept: the learner's sources and own cells, in the learner's order. Answers are never replaced. Repairing
    twice changes nothing. The cells of `submission` have a type, source and metadata; ids may lack or repeat.
    """
    repairs: list[Repair] = []
    slots = {cell.id: cell for cell in master.cells}
    place = _match(submission.cells, master, repairs)
    used = set(slots)
    cells = []
    for index, cell in enumerate(submission.cells):
        slot = slots.get(place[index]) if index in place else None
        cells.append(_repaired(cell, slot, used, repairs))
    cells = _with_missing(cells, master, repairs)
    cells = _with_checks_after_answers(cells, repairs)
    _report_kernel(submission, repairs)
    kept = {key: deepcopy(master.metadata[key]) for key in ("kernelspec", "language_info") if key in master.metadata}
    return from_dict({"cells": cells, "metadata": kept, "nbformat": 4, "nbformat_minor": 5}), repairs


def _match(cells: list[NotebookNode], master: NotebookNode, repairs: list[Repair]) -> dict[int, str]:
    """Submission index → id of the master's cell it is: by id, then by grading name, then by equal source."""
    # Where a cell was pasted twice under one name, the last one is what Python remembers.
    last = {cell.get("id"): index for index, cell in enumerate(cells)}
    place = {last[slot.id]: slot.id for slot in master.cells if slot.id in last}
    for slot in filter(is_graded, master.cells):
        same = _having(cells, place, id=slot.id) + _having(cells, place, grade_id=slot.id)
        if same and slot.id not in place.values():
            place[same.pop()] = slot.id
        if same:
            repairs.append(Repair("duplicated", slot.id, {"times": str(len(same) + 1)}))
    unplaced = [cell for cell in master.cells if cell.id not in place.values()]
    for index, cell in enumerate(cells):
        if index not in place:  # some editors give every cell an id of their own
            twin = next((s for s in unplaced if (s.source, s.cell_type) == (cell.source, cell.cell_type)), None)
            if twin is not None:
                place[index] = twin.id
                unplaced.remove(twin)
    return place


def _having(cells: list[NotebookNode], place: dict[int, str], *, id: str = "", grade_id: str = "") -> list[int]:
    """Indices of the unplaced cells that have this id, or claim this grading name under another id."""
    free = [(i, cell) for i, cell in enumerate(cells) if i not in place]
    if id:
        return [i for i, cell in free if cell.get("id") == id]
    return [i for i, cell in free if cell.get("id") != grade_id and _claim(cell) == grade_id]


def _claim(cell: NotebookNode) -> object:
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def _repaired(cell: NotebookNode, slot: NotebookNode | None, used: set[str], repairs: list[Repair]) -> NotebookNode:
    """The cell as it is graded: the learner's source under the master's name and metadata."""
    _report_tags(cell, slot, repairs)
    if slot is None or not is_graded(slot):
        name = slot.id if slot is not None else _own_id(cell, used)
        used.add(name)
        return new_cell(cell.cell_type, cell.source, id=name)
    if cell.get("id") != slot.id:
        repairs.append(Repair("id", slot.id))
    if cell.cell_type != slot.cell_type:
        repairs.append(Repair("retyped", slot.id, {"found": cell.cell_type, "type": slot.cell_type}))
    if _grading(cell) != _grading(slot):
        repairs.append(Repair("metadata", slot.id))
    source = cell.source
    if is_check(slot) and source.strip() != slot.source.strip():
        repairs.append(Repair("edited", slot.id))
    if is_check(slot):
        source = slot.source
    return new_cell(slot.cell_type, source, id=slot.id, metadata=_graded_metadata(slot))


def _own_id(cell: NotebookNode, used: set[str]) -> str:
    """The cell's own id where it is valid and free, else a new one that depends on nothing but the order."""
    name = cell.get("id")
    if isinstance(name, str) and VALID_ID.fullmatch(name) and name not in used:
        return name
    return next(own for n in range(len(used) + 1) if (own := f"own-{n}") not in used)


def _graded_metadata(slot: NotebookNode) -> dict:
    return {"nbgrader": deepcopy(slot.metadata.nbgrader)}


def _grading(cell: NotebookNode) -> list[object]:
    nbgrader = cell.metadata.get("nbgrader", {})
    return [nbgrader.get(key) or False for key in GRADING_KEYS]


def _report_tags(cell: NotebookNode, slot: NotebookNode | None, repairs: list[Repair]) -> None:
    allowed = slot.metadata.get("tags", []) if slot is not None else []
    extra = sorted({shown(tag, 30) for tag in cell.metadata.get("tags", []) if tag not in allowed})
    if extra:
        name = slot.id if slot is not None else ""
        repairs.append(Repair("tags", name, {"tags": ", ".join(extra[:5])}))


def _report_kernel(submission: NotebookNode, repairs: list[Repair]) -> None:
    kernel = submission.metadata.get("kernelspec", {})
    language = kernel.get("language") or "python"
    if language != "python":
        repairs.append(Repair("kernel", values={"language": shown(language, 30)}))


def _with_missing(cells: list[NotebookNode], master: NotebookNode, repairs: list[Repair]) -> list[NotebookNode]:
    """With the master's graded cells that are gone: an answer (empty) before its check, others at the end."""
    present = {cell.id for cell in cells}
    cells = list(cells)
    for slot in master.cells:
        if slot.id in present or not is_graded(slot):
            continue
        back = new_cell(slot.cell_type, "", id=slot.id, metadata=_graded_metadata(slot))
        check = "check_" + slot.id.removeprefix("answer_")
        at = next((i for i, cell in enumerate(cells) if cell.id == check), len(cells))
        if is_check(slot):
            back.source, at = slot.source, len(cells)
        cells.insert(at, back)
        repairs.append(Repair("restored", slot.id))
    return cells


def _with_checks_after_answers(cells: list[NotebookNode], repairs: list[Repair]) -> list[NotebookNode]:
    """A check above its answer goes below it, and below the learner's own cells that follow that answer."""
    cells = list(cells)
    for check in [cell for cell in cells if is_check(cell)]:
        order = [cell.id for cell in cells]
        answer = "answer_" + exercise_of(check)
        if answer not in order or order.index(answer) < order.index(check.id):
            continue
        cells.remove(check)
        at = next(i for i, cell in enumerate(cells) if cell.id == answer) + 1
        while at < len(cells) and not is_graded(cells[at]):
            at += 1
        cells.insert(at, check)
        repairs.append(Repair("moved", check.id))
    return cells


def new_cell(cell_type: str, source: str, *, id: str, metadata: dict | None = None) -> NotebookNode:
    """A cell without outputs; nbformat's own constructors validate each cell, at a millisecond apiece."""
    cell: dict[str, object] = {"id": id, "cell_type": cell_type, "source": source, "metadata": metadata or {}}
    if cell_type == "code":
        cell |= {"execution_count": None, "outputs": []}
    return from_dict(cell)


def shown(text: object, limit: int = 80) -> str:
    """Hostile text made fit for a message: one line, printable, bounded."""
    line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(text))
    return line if len(line) <= limit else line[: limit - 1] + "…"
