"""nbgrader's own commands and formgrader's button go through staging and examiner, and show nothing that runs."""

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
import tiny_course
from nbconvert.filters import markdown2html
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from tiny_course import FAULT, RIGHT, TOPIC, WORTH, WRONG, hand_in

from autograder import attempts, staging, topics
from autograder.bulk import grade_class
from autograder.course import Course
from autograder.outputs import as_comment, clean_code, clean_outputs, clean_text, fenced, is_fenced
from autograder.plugins import neutral
from autograder.sandbox.tiers import Tier

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

EVIL = "<script>alert(1)</script> <img src=x onerror=alert(2)> [x](javascript:alert(3)) $\\href{javascript:4}{x}$"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    made = tiny_course.make(tmp_path)
    monkeypatch.setattr(topics, "EXAMS", tmp_path / "exams")
    monkeypatch.setattr("nbgrader.api.get_alembic_version", tiny_course.alembic_version)
    monkeypatch.setattr("autograder.desk.best_tier", lambda: Tier.FULL)
    return made


@pytest.fixture
def api(course: Course, judged: list[str]) -> NbGraderAPI:
    """What formgrader's buttons call."""
    made = NbGraderAPI(coursedir=CourseDirectory(config=course.config), config=course.config)
    assert made.generate_assignment(TOPIC)["success"]
    return made


def autograded(course: Course, learner: str) -> nbformat.NotebookNode:
    return nbformat.read(course.autograded / learner / TOPIC / "sums.ipynb", as_version=4)


def cell(notebook: nbformat.NotebookNode, name: str) -> Any:
    return next(each for each in notebook.cells if each.id == name)


def mark(course: Course, learner: str, name: str = "check_add") -> tuple[float | None, float | None, bool]:
    """Automatic mark, manual mark, and whether a person must look."""
    with Gradebook(course.db_url) as gradebook:
        grade = gradebook.find_grade(name, "sums", TOPIC, learner)
        return grade.auto_score, grade.manual_score, grade.needs_manual_grade


def test_the_autograde_button_examines_and_saves_the_marks(course: Course, api: NbGraderAPI, judged: list[str]) -> None:
    hand_in(course, "ada", RIGHT)
    hand_in(course, "bob", WRONG)
    assert api.autograde(TOPIC, "ada")["success"]
    assert judged == ["ada"]
    assert mark(course, "ada") == (4.0, None, False)


def test_the_button_and_the_command_share_the_journal(course: Course, api: NbGraderAPI, judged: list[str]) -> None:
    hand_in(course, "ada", RIGHT)
    assert api.autograde(TOPIC, "*")["success"]
    summary = grade_class(TOPIC, 1, course=course)
    assert api.autograde(TOPIC, "*")["success"]
    assert judged == ["ada"]
    assert (summary.reused, summary.written) == (1, 0)


def test_the_check_shows_what_the_examiner_found_in_the_learners_language(course: Course, api: NbGraderAPI) -> None:
    hand_in(course, "ada", RIGHT)
    hand_in(course, "bob", WRONG, language="es")
    assert api.autograde(TOPIC, "*")["success"]
    [right] = cell(autograded(course, "ada"), "check_add").outputs
    [wrong] = cell(autograded(course, "bob"), "check_add").outputs
    assert "✓ The sum" in right.data["text/plain"] and "4 of 4 points" in right.data["text/plain"]
    assert "✗" in wrong.data["text/plain"] and "0 de 4 puntos" in wrong.data["text/plain"]
    assert cell(autograded(course, "ada"), "demo").outputs[0].text == "shown to people\n"


def test_hints_become_a_comment_that_cannot_hold_html(course: Course, api: NbGraderAPI) -> None:
    hand_in(course, "bob", WRONG)
    assert api.autograde(TOPIC, "*")["success"]
    with Gradebook(course.db_url) as gradebook:
        comment = gradebook.find_comment("answer_add", "sums", TOPIC, "bob").comment
    assert "<b>minus</b>" in comment
    assert "<b>" not in str(markdown2html(comment)) and "&lt;b&gt;" in str(markdown2html(comment))


def hand_in_hostile(course: Course, learner: str) -> Path:
    """A right answer among everything that a notebook can carry into a browser."""
    path = hand_in(course, learner, RIGHT, prose=EVIL, essay=EVIL)
    notebook = nbformat.read(path, as_version=4)
    html = new_output("display_data", {"text/html": EVIL, "image/svg+xml": f"<svg>{EVIL}</svg>", "text/plain": "x"})
    notebook.cells += [
        new_markdown_cell(f"~~~\n{EVIL}\n~~~~\n{EVIL}", id="fence", attachments={"a.svg": {"image/svg+xml": EVIL}}),
        new_raw_cell(EVIL, id="raw", metadata={"format": "text/html"}),
        new_code_cell("1", id="own", outputs=[html], metadata={"tags": ["<script>alert(5)</script>"]}),
    ]
    notebook.metadata.update({"title": EVIL, "language_info": {"name": '"><script>alert(6)</script>'}})
    nbformat.write(notebook, path)
    return path


def test_nothing_of_a_learners_runs_in_a_browser(course: Course, api: NbGraderAPI) -> None:
    hand_in_hostile(course, "eve")
    assert api.autograde(TOPIC, "*")["success"]
    notebook = autograded(course, "eve")
    assert {each.cell_type for each in notebook.cells} == {"code", "markdown"}
    assert all(set(each.metadata) <= {"nbgrader"} for each in notebook.cells)
    assert set(notebook.metadata) == {"autograder", "kernelspec", "language_info"}
    assert cell(notebook, "prose").source == fenced(EVIL)
    assert "text/html" not in json.dumps(notebook) and "svg+xml" not in json.dumps(notebook)
    assert api.generate_feedback(TOPIC)["success"]
    page = (course.feedback / "eve" / TOPIC / "sums.html").read_text()
    assert "<script" not in page and "Content-Security-Policy" in page
    for forged in ("<img src=x", 'href="javascript', "<svg>"):
        assert forged not in page
    assert "&lt;script&gt;alert(1)" in page


def test_our_own_prose_is_shown_as_it_was_written(course: Course, api: NbGraderAPI) -> None:
    hand_in(course, "ada", RIGHT, language="en")
    hand_in(course, "bob", RIGHT, language="es")
    assert api.autograde(TOPIC, "*")["success"]
    assert cell(autograded(course, "ada"), "prose").source == "Write a **sum**."
    assert cell(autograded(course, "bob"), "prose").source == "Escribe una **suma**."


def test_feedback_of_a_notebook_that_is_not_ours_is_neutralised_too(course: Course, api: NbGraderAPI) -> None:
    hand_in(course, "eve", RIGHT)
    assert api.autograde(TOPIC, "*")["success"]
    path = course.autograded / "eve" / TOPIC / "sums.ipynb"
    notebook = autograded(course, "eve")
    cell(notebook, "prose").source = EVIL
    path.chmod(0o644)
    nbformat.write(notebook, path)
    assert api.generate_feedback(TOPIC)["success"]
    assert "<script>alert" not in (course.feedback / "eve" / TOPIC / "sums.html").read_text()


def test_no_other_file_of_a_submission_is_copied_or_followed(course: Course, api: NbGraderAPI) -> None:
    folder = hand_in(course, "eve", RIGHT).parent
    course.seed()
    (folder / "seed.txt").symlink_to(course.classroom / "seed")
    (folder / "data.csv").write_text("1,2\n")
    assert api.autograde(TOPIC, "*")["success"]
    assert [path.name for path in (course.autograded / "eve" / TOPIC).iterdir()] == ["sums.ipynb"]


def test_what_cannot_be_read_is_reported_and_stops_nobody(course: Course, api: NbGraderAPI) -> None:
    hand_in(course, "ada", RIGHT)
    hand_in(course, "bob", RIGHT).write_text("{")
    future = hand_in(course, "eve", RIGHT)
    future.write_text(re.sub(r'"schema_version": 3', '"schema_version": 99', future.read_text()))
    assert api.autograde(TOPIC, "*")["success"]
    assert [mark(course, learner)[0] for learner in ("ada", "bob", "eve")] == [4.0, 0.0, 4.0]
    [shown] = cell(autograded(course, "bob"), "check_add").outputs
    assert "unreadable" in shown.data["text/plain"] or "ilegible" in shown.data["text/plain"]


def test_when_staging_fails_nothing_is_graded(
    course: Course, api: NbGraderAPI, monkeypatch: pytest.MonkeyPatch, judged: list[str]
) -> None:
    hand_in(course, "ada", RIGHT)

    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(staging, "stage", fail)
    result = api.autograde(TOPIC, "*")
    assert not result["success"] and "no space left" in result["error"]
    assert judged == [] and not (course.autograded / "ada").exists()


def test_manual_marks_survive_and_manual_cells_wait_for_a_person(course: Course, api: NbGraderAPI) -> None:
    hand_in(course, "ada", WRONG, essay="Because.")
    hand_in(course, "bob", WRONG, essay="YOUR ANSWER HERE")  # as it was released
    assert api.autograde(TOPIC, "*")["success"]
    assert mark(course, "ada", "essay") == (None, None, True)
    assert mark(course, "bob", "essay") == (0.0, None, False)
    with Gradebook(course.db_url) as gradebook:
        gradebook.find_grade("check_add", "sums", TOPIC, "ada").manual_score = 1.5
        gradebook.find_grade("essay", "sums", TOPIC, "ada").manual_score = 2.0
        gradebook.db.commit()
    hand_in(course, "ada", RIGHT, essay="Because.")
    assert api.autograde(TOPIC, "*")["success"]
    assert mark(course, "ada") == (4.0, 1.5, False)
    assert mark(course, "ada", "essay")[1] == 2.0


def test_a_fault_of_ours_leaves_no_mark_and_asks_for_a_person(course: Course, api: NbGraderAPI) -> None:
    hand_in(course, "ada", FAULT)
    assert api.autograde(TOPIC, "*")["success"]
    assert mark(course, "ada") == (None, None, True)


def test_a_fault_of_ours_keeps_the_earlier_mark_and_says_why(course: Course, api: NbGraderAPI) -> None:
    hand_in(course, "ada", RIGHT)
    assert api.autograde(TOPIC, "ada")["success"]
    hand_in(course, "ada", FAULT)
    told = api.autograde(TOPIC, "ada")
    assert "ada: a fault of the grader" in told["log"]
    assert mark(course, "ada") == (WORTH, None, True)


def test_deleted_renamed_and_doubled_checks_change_no_mark(course: Course, api: NbGraderAPI) -> None:
    path = hand_in(course, "eve", WRONG)
    notebook = nbformat.read(path, as_version=4)
    check = cell(notebook, "check_add")
    notebook.cells.remove(check)
    check.metadata.nbgrader.update(grade_id="check_other", points=100)
    notebook.cells.append(check)
    nbformat.write(notebook, path)
    assert api.autograde(TOPIC, "*")["success"]
    assert mark(course, "eve") == (0.0, None, False)


@pytest.mark.parametrize(("method", "score"), [("none", 4.0), ("zero", 0.0)])
def test_late_penalties_come_after_the_examiners_marks(
    course: Course, judged: list[str], method: str, score: float
) -> None:
    course.config.LateSubmissionPlugin.penalty_method = method
    api = NbGraderAPI(coursedir=CourseDirectory(config=course.config), config=course.config)
    assert api.generate_assignment(TOPIC)["success"]
    with Gradebook(course.db_url) as gradebook:
        gradebook.update_or_create_assignment(TOPIC, duedate="2026-01-01 12:00:00")
    folder = hand_in(course, "ada", RIGHT).parent
    (folder / "timestamp.txt").write_text("2026-01-02 12:00:00 UTC")
    assert api.autograde(TOPIC, "*")["success"]
    with Gradebook(course.db_url) as gradebook:
        submission = gradebook.find_submission(TOPIC, "ada")
        assert submission.score - (submission.late_submission_penalty or 0.0) == score


# ---------------------------------------------------------------- what may be shown

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07x\x1b]8;;http://a\x1b\\y", "xy"),
        ("a\rb\r\nc", "a\nb\nc"),
        ("a\x00\x08\x7f\x9bb\tc", "ab\tc"),
        ("\u202egpj.exe", "gpj.exe"),
        ("\ud800ok", "ok"),
    ],
)
def test_text_loses_what_moves_or_hides(text: str, clean: str) -> None:
    assert clean_text(text) == clean


def test_code_shows_what_would_hide_or_reorder_it_and_means_the_same() -> None:
    source = "text = '\x1b[2J\u202e\u2066\x9b31m'  # \u202eone"
    [cell] = neutral(new_notebook(cells=[new_code_cell(source, id="own")]), set())["cells"]
    assert cell["source"] == r"text = '\x1b[2J\u202e\u2066\x9b31m'  # \u202eone"
    before, after = dict[str, object](), dict[str, object]()
    exec(source, before)
    exec(cell["source"], after)
    assert before["text"] == after["text"]
    honest = "def añadir(x):\n\treturn 'αβ 中文 🎉'"
    assert clean_code(honest) == honest


def test_outputs_keep_text_and_png_alone() -> None:
    data = {"text/html": EVIL, "image/svg+xml": "<svg/>", "text/plain": ["a", "b"], "image/png": PNG}
    kept = clean_outputs([{"output_type": "execute_result", "data": data, "metadata": {"image/png": {"width": EVIL}}}])
    assert kept == [{"output_type": "display_data", "data": {"text/plain": "ab", "image/png": PNG}, "metadata": {}}]
    assert clean_outputs([{"output_type": "display_data", "data": {"image/png": EVIL}}]) == []
    assert clean_outputs([{"output_type": "update_display_data", "data": {"text/plain": "x"}}, {}]) == []


def test_outputs_are_bounded_and_say_so() -> None:
    text = {"output_type": "stream", "name": "stdout", "text": "x" * 600}
    kept = clean_outputs([text] * 5, limit_kb=1)
    assert len(kept) == 2 and kept[0] == text and "left out" in kept[-1]["text"]


@pytest.mark.parametrize(
    "text",
    [
        EVIL,
        f"~~~\n{EVIL}",
        f"~~~~~\n{EVIL}\n~~~~~~~~",
        f"~~~text\n~~~\n{EVIL}\n~~~",
        "",
        "    code",
        "\x0b<b>",
        "a\n\n<b>x</b>\n\n",
    ],
)
def test_fenced_text_is_nothing_but_text(text: str) -> None:
    html = str(markdown2html(fenced(text)))
    assert not re.search(r"<(?!/?(pre|code|div|span)\b)", html), html
    assert is_fenced(fenced(text))
    comment = str(markdown2html(as_comment(text)))
    assert not re.search(r"<(?!/?(pre|code|div|span)\b)", comment), comment


@pytest.mark.parametrize(
    "source", [EVIL, f"~~~text\nx\n~~~\n{EVIL}\n~~~", f"{EVIL}\n~~~text\nx\n~~~", f"~~~text\n{EVIL}"]
)
def test_what_only_looks_fenced_is_not_taken_for_it(source: str) -> None:
    assert not is_fenced(source)


def test_the_button_takes_the_best_of_several_attempts(course: Course, api: NbGraderAPI, judged: list[str]) -> None:
    data = [hand_in(course, "ada", answer).read_bytes() for answer in (WRONG, RIGHT)]
    folder = hand_in(course, "ada", WRONG).parent
    kept = [attempts.kept_name(each) for each in data]
    listed = [
        attempts.Attempt(f"{name}.ipynb", kept[at], "answered", digest=name, named=name == "wrong")
        for name, at in (("right", 1), ("wrong", 0))
    ]
    attempts.save(folder, listed, dict(zip(kept, data, strict=True)))
    assert api.generate_assignment(TOPIC)["success"] and api.autograde(TOPIC, "*")["success"]
    assert mark(course, "ada") == (4.0, None, False) and len(judged) == 2
    assert RIGHT in [cell.source for cell in autograded(course, "ada").cells]
