"""What is repaired in a submission, and which of its cells run."""

import copy

import pytest
from nbformat import NotebookNode, validate
from nbformat.v4 import new_code_cell, new_markdown_cell
from small_notebooks import cell_of, ids, master

from autograder.notebook import (
    ExamineCell,
    RunCell,
    SkipCell,
    language_of,
    notebook_name,
    plan,
    released,
    repair,
    shown,
)

MASTER = master()


@pytest.fixture
def submission() -> NotebookNode:
    notebook = released(MASTER)
    cell_of(notebook, "answer_first").source = "def first(n):\n    return n + 1"
    return notebook


def kinds(submission: NotebookNode) -> list[tuple[str, str]]:
    repaired, repairs = repair(submission, MASTER)
    validate(repaired)
    again, none = repair(repaired, MASTER)
    assert again == repaired and none == [], "repairing twice changes nothing"
    return [(each.kind, each.cell_id) for each in repairs]


def test_a_clean_submission_needs_no_repair_and_keeps_its_sources(submission: NotebookNode) -> None:
    repaired, repairs = repair(submission, MASTER)
    assert repairs == []
    assert [cell.source for cell in repaired.cells] == [cell.source for cell in submission.cells]
    assert cell_of(repaired, "check_second").metadata.nbgrader.points == 3


def test_the_twin_in_the_other_language_needs_no_repair() -> None:
    assert kinds(released(master("es"))) == []


def test_a_release_holds_no_solution_and_no_output() -> None:
    MASTER_WITH_OUTPUT = copy.deepcopy(MASTER)
    cell_of(MASTER_WITH_OUTPUT, "start").execution_count = 4
    notebook = released(MASTER_WITH_OUTPUT)
    assert "secret" not in str(notebook) and "SOLUTION" not in str(notebook)
    assert cell_of(notebook, "start").execution_count is None
    assert "return n + 1" in cell_of(MASTER, "answer_first").source, "the master itself is unchanged"


@pytest.mark.parametrize(
    "claim",
    [
        {"points": 1000},
        {"grade": False},
        {"solution": True},
        {"schema_version": 99},
        {"locked": False},
        {"grade_id": "check_second"},
        {"grade_id": ""},
        {"task": True},
    ],
)
def test_what_a_check_says_of_its_grading_is_never_obeyed(submission: NotebookNode, claim: dict) -> None:
    cell_of(submission, "check_first").metadata.nbgrader.update(claim)
    assert ("metadata", "check_first") in kinds(submission)
    repaired, _ = repair(submission, MASTER)
    for name in ("check_first", "check_second"):
        assert cell_of(repaired, name).metadata.nbgrader == cell_of(MASTER, name).metadata.nbgrader


def test_tags_outputs_and_counts_are_dropped(submission: NotebookNode) -> None:
    check = cell_of(submission, "check_first")
    check.metadata.tags = ["skip-execution", "raises-exception"]
    check.outputs, check.execution_count = [{"output_type": "stream", "name": "stdout", "text": "PASSED"}], 7
    assert kinds(submission) == [("tags", "check_first")]
    repaired, repairs = repair(submission, MASTER)
    assert "skip-execution" in repairs[0].values["tags"]
    for cell in repaired.cells:
        assert "tags" not in cell.metadata and not cell.get("outputs") and cell.get("execution_count") is None


def test_a_deleted_check_comes_back_at_the_end(submission: NotebookNode) -> None:
    submission.cells = [cell for cell in submission.cells if cell.id != "check_first"]
    assert kinds(submission) == [("restored", "check_first")]
    repaired, _ = repair(submission, MASTER)
    assert ids(repaired)[-1] == "check_first"
    assert repaired.cells[-1].source == cell_of(MASTER, "check_first").source
    assert plan(repaired, MASTER).steps[-1] == ExamineCell("first", "check_first")


def test_an_unrepaired_notebook_without_a_check_is_still_examined_at_the_end(
    submission: NotebookNode,
) -> None:
    submission.cells = [cell for cell in submission.cells if cell.id != "check_first"]
    assert plan(submission, MASTER).steps[-1] == ExamineCell("first", "check_first")


def test_a_deleted_answer_comes_back_empty_so_that_an_own_definition_counts(submission: NotebookNode) -> None:
    own = new_code_cell("def first(n): return n + 1", id="mine")
    submission.cells = [own if cell.id == "answer_first" else cell for cell in submission.cells]
    assert kinds(submission) == [("restored", "answer_first")]
    steps = plan(repair(submission, MASTER)[0], MASTER).steps
    assert steps.index(RunCell("mine", own.source, own=True)) < steps.index(ExamineCell("first", "check_first"))
    assert SkipCell("answer_first", "empty") in steps


def test_a_check_above_its_answer_goes_below_it_and_below_own_cells(submission: NotebookNode) -> None:
    check = cell_of(submission, "check_first")
    submission.cells.remove(check)
    submission.cells.insert(0, check)
    own = new_code_cell("first = better(first)", id="mine")
    submission.cells.insert(ids(submission).index("answer_first") + 1, own)
    assert kinds(submission) == [("moved", "check_first")]
    order = ids(repair(submission, MASTER)[0])
    assert order.index("answer_first") < order.index("mine") < order.index("check_first")
    assert order.index("check_first") < order.index("answer_second")


def test_copies_of_a_cell_run_as_own_cells_and_are_no_second_exercise(submission: NotebookNode) -> None:
    twin = copy.deepcopy(cell_of(submission, "answer_first"))
    twin.id = "pasted"
    check = copy.deepcopy(cell_of(submission, "check_first"))
    check.id = "pasted-check"
    submission.cells += [twin, check]
    assert kinds(submission) == [("duplicated", "answer_first"), ("duplicated", "check_first")]
    repaired, _ = repair(submission, MASTER)
    assert "nbgrader" not in cell_of(repaired, "pasted").metadata
    steps = plan(repaired, MASTER).steps
    assert RunCell("pasted", twin.source, own=True) in steps
    assert SkipCell("pasted-check", "check") in steps
    assert [step.exercise for step in steps if isinstance(step, ExamineCell)] == ["first", "second"]


def test_of_two_cells_with_one_id_the_last_is_the_answer(submission: NotebookNode) -> None:
    first = copy.deepcopy(cell_of(submission, "answer_first"))
    first.source = "def first(n): return 0"
    submission.cells.insert(3, first)
    assert kinds(submission) == [("duplicated", "answer_first")]
    repaired, _ = repair(submission, MASTER)
    assert cell_of(repaired, "answer_first").source == "def first(n):\n    return n + 1"
    assert len(set(ids(repaired))) == len(repaired.cells)


def test_a_cell_that_claims_two_names_is_one_of_them_only(submission: NotebookNode) -> None:
    cell_of(submission, "answer_first").metadata.nbgrader.grade_id = "answer_second"
    kinds(submission)
    repaired, _ = repair(submission, MASTER)
    assert "first" in cell_of(repaired, "answer_first").source
    assert cell_of(repaired, "answer_second").source == cell_of(released(MASTER), "answer_second").source


@pytest.mark.parametrize("name", ["answer_first", "check_first"])
def test_a_retyped_cell_is_code_again(submission: NotebookNode, name: str) -> None:
    at = ids(submission).index(name)
    old = submission.cells[at]
    submission.cells[at] = new_markdown_cell(old.source, id=name, metadata=old.metadata)
    assert kinds(submission) == [("retyped", name)]
    repaired, _ = repair(submission, MASTER)
    assert cell_of(repaired, name).cell_type == "code" and cell_of(repaired, name).source == old.source


def test_an_edited_check_is_the_masters_again(submission: NotebookNode) -> None:
    cell_of(submission, "check_first").source = "print('PASSED')"
    assert kinds(submission) == [("edited", "check_first")]
    assert cell_of(repair(submission, MASTER)[0], "check_first").source == cell_of(MASTER, "check_first").source


@pytest.mark.parametrize("foreign", ["", "Xy{}"])
def test_lost_ids_are_found_by_grading_name_and_by_source(submission: NotebookNode, foreign: str) -> None:
    for position, cell in enumerate(submission.cells):
        cell.id = foreign.format(position)
    repaired, repairs = repair(submission, MASTER)
    assert ids(repaired) == ids(MASTER)
    assert {each.kind for each in repairs} == {"id"}


def test_without_any_grading_metadata_every_exercise_is_still_examined(submission: NotebookNode) -> None:
    for position, cell in enumerate(submission.cells):
        cell.id, cell.metadata = f"Xy{position}", NotebookNode()
    steps = plan(repair(submission, MASTER)[0], MASTER).steps
    ran = [step.source for step in steps if isinstance(step, RunCell)]
    assert "def first(n):\n    return n + 1" in ran
    order = [step.exercise if isinstance(step, ExamineCell) else step.cell_id for step in steps]
    assert order.index("Xy3") < order.index("first") < order.index("Xy5") < order.index("second")
    assert not any("checks.check" in source for source in ran)


def test_invalid_and_repeated_own_ids_are_replaced(submission: NotebookNode) -> None:
    for name in ("mine", "mine", "a b\n", "x" * 65, "start"):
        own = new_code_cell("1", id="tmp")
        own.id = name
        submission.cells.insert(0, own)
    order = ids(repair(submission, MASTER)[0])
    assert len(set(order)) == len(order)
    assert order.count("mine") == 1 and order.count("start") == 1 and len(order) == 12


def test_a_foreign_kernel_is_replaced_and_reported(submission: NotebookNode) -> None:
    submission.metadata.kernelspec = {"name": "ir", "display_name": "R", "language": "R"}
    submission.metadata.widgets = {"state": "<script>"}
    assert kinds(submission) == [("kernel", "")]
    assert repair(submission, MASTER)[0].metadata == MASTER.metadata


def test_the_plan_runs_what_the_learner_wrote_in_order(submission: NotebookNode) -> None:
    submission.cells.insert(3, new_code_cell("%%time\nmine = 1 +", id="mine"))
    submission.cells.append(new_code_cell("  \n", id="blank"))
    steps = plan(repair(submission, MASTER)[0], MASTER).steps
    assert steps == (
        SkipCell("title", "text"),
        RunCell("start", MASTER.cells[1].source),
        SkipCell("demo_helper", "demo", "helper = 3"),
        RunCell("mine", "%%time\nmine = 1 +", own=True),
        RunCell("answer_first", "def first(n):\n    return n + 1"),
        ExamineCell("first", "check_first"),
        RunCell("answer_second", cell_of(submission, "answer_second").source),
        ExamineCell("second", "check_second"),
        SkipCell("blank", "empty"),
    )


def test_demos_run_when_asked_for_and_when_changed(submission: NotebookNode) -> None:
    first = plan(submission, MASTER)
    assert first.skips_demos
    assert RunCell("demo_helper", "helper = 3") in first.with_demos().steps
    assert not first.with_demos().skips_demos
    cell_of(submission, "demo_helper").source = "helper = 4"
    assert RunCell("demo_helper", "helper = 4", own=True) in plan(submission, MASTER).steps


def test_a_demo_tag_in_the_submission_skips_nothing(submission: NotebookNode) -> None:
    cell_of(submission, "answer_first").metadata.tags = ["demo"]
    steps = plan(repair(submission, MASTER)[0], MASTER).steps
    assert RunCell("answer_first", "def first(n):\n    return n + 1") in steps


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ('import course_lib\ncourse_lib.start("es")', "es"),
        ('%matplotlib inline\n!ls\ncourse_lib.start("es")', "es"),
        ('course_lib.start("fr")', None),
        ('language = "es"\ncourse_lib.start(language)', None),
        ('"""course_lib.start("es")"""', None),
        ('course_lib.start("es"', None),
        ("course_lib.start(" + "(" * 1500, None),
        ("course_lib.start(" + "-" * 1900 + "1)", None),
        ('course_lib.start("es")' + "#" * 10_000, None),
    ],
)
def test_the_language_is_read_and_never_evaluated(submission: NotebookNode, source: str, language: str | None) -> None:
    cell_of(submission, "start").source = source
    assert language_of(submission) == language
    assert plan(submission, MASTER).language == (language or "en"), "the master's, where none is found"


def test_names() -> None:
    assert notebook_name("07_instruction_tuning_and_rlhf") == "instruction_tuning_and_rlhf"
    assert shown("a\nb\x1b[31m\u202ec" + "x" * 100, 12) == "a�b�[31m�cx…"
