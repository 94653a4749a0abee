"""All attempts are kept, those whose answers differ are examined, and no penalty rests on a doubtful time."""

import os
from pathlib import Path

import nbformat
import pytest
from exports import FILE, TOPIC, answered, collected, make_course, of_another_topic, untouched, zipped
from nbgrader.api import Gradebook
from tiny_course import RIGHT, WORTH, WRONG, PaperRunner, alembic_version

from autograder import attempts, feedback, topics
from autograder.bulk import Summary, grade_class
from autograder.cli import main
from autograder.course import Course, CourseError
from autograder.desk import Desk
from autograder.gradebook import as_published
from autograder.journal import Journal
from autograder.lateness import doubts
from autograder.sandbox.tiers import Tier

GOOD, BAD = answered(RIGHT), answered(WRONG)
CANVAS = "gilana_11_{}_sums.ipynb"


@pytest.fixture
def judged() -> list[str]:
    return []


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, judged: list[str]) -> Course:
    made = make_course(tmp_path)
    monkeypatch.setattr(topics, "EXAMS", tmp_path / "exams")
    monkeypatch.setattr("nbgrader.api.get_alembic_version", alembic_version)
    monkeypatch.setattr(Desk, "runner", lambda self, *_: PaperRunner(judged))
    monkeypatch.chdir(tmp_path)
    return made


def grade(course: Course) -> Summary:
    return grade_class(TOPIC, 1, course=course, tier=Tier.FULL)


def in_gradebook(course: Course) -> float:
    with Gradebook(course.db_url) as gradebook:
        return float(gradebook.find_grade("check_add", "sums", TOPIC, "gilana-11").score)


def test_the_best_of_several_counts_and_the_feedback_says_so(course: Course, judged: list[str]) -> None:
    collected(course, zipped({CANVAS.format(901): GOOD, CANVAS.format(955): BAD}))
    summary = grade(course)
    assert (summary.examined, summary.written) == (2, 1) and [each.score for each in summary.records] == [WORTH]
    text = feedback.record_as_text(summary.records[0])
    assert "2 notebooks with different answers" in text and "counts: sums.ipynb" in text
    assert "What you handed in" in feedback.as_html(summary.records[0])
    assert in_gradebook(course) == WORTH and Journal(course.journal).of_topic(TOPIC) == summary.records
    staged = nbformat.read(course.staged / "gilana-11" / TOPIC / FILE, as_version=4)
    assert RIGHT in [cell.source for cell in staged.cells], "the notebook that counts is the one that people open"
    again = grade(course)
    assert (again.examined, again.reused, again.written) == (0, 2, 0) and len(judged) == 2


def test_the_latest_counts_where_the_course_says_so(course: Course) -> None:
    course.config.HandingIn.counts = "latest"
    collected(course, zipped({CANVAS.format(901): GOOD, CANVAS.format(955): BAD}))
    summary = grade(course)
    assert summary.examined == 1 and in_gradebook(course) == 0.0
    assert "the latest counts" in feedback.record_as_text(summary.records[0])
    course.config.HandingIn.counts = "mean"
    with pytest.raises(CourseError, match='"best" or "latest"'):
        grade(course)


def test_a_better_attempt_that_comes_later_raises_the_mark(course: Course) -> None:
    collected(course, zipped({CANVAS.format(901): BAD}))
    grade(course)
    collected(course, zipped({CANVAS.format(955): GOOD}))
    summary = grade(course)
    assert summary.examined == 1 and in_gradebook(course) == WORTH
    assert [(each.before, each.after) for each in summary.changes] == [(0.0, WORTH)]


def test_a_notebook_put_there_by_hand_counts_alone(course: Course) -> None:
    collected(course, zipped({CANVAS.format(901): GOOD, CANVAS.format(955): BAD}))
    (course.submitted / "gilana-11" / TOPIC / FILE).write_bytes(untouched())
    assert grade(course).examined == 1 and in_gradebook(course) == 0.0


def test_another_topics_notebook_is_named_in_the_feedback(course: Course) -> None:
    collected(course, zipped({CANVAS.format(901): of_another_topic()}))
    text = feedback.record_as_text(grade(course).records[0])
    assert "cuaderno de 02_products" in text or "notebook of 02_products" in text


def test_a_list_of_attempts_is_checked_and_never_a_path(course: Course) -> None:
    collected(course, zipped({CANVAS.format(901): GOOD, CANVAS.format(955): BAD}))
    folder = course.submitted / "gilana-11" / TOPIC
    path = folder / "attempts" / "attempts.json"
    path.write_text(path.read_text().replace(attempts.kept_name(GOOD), "../../../seed"))
    assert [each.kept for each in attempts.load(folder)] == [attempts.kept_name(BAD)]
    for text in ("", "[1]", '{"a": 1}', "[" * 100_000, '[{"file": "x", "kept": "y", "state": "best"}]'):
        path.write_text(text)
        assert attempts.load(folder) == []
    path.unlink()
    os.mkfifo(path)
    assert attempts.load(folder) == [] and grade(course).refused == []


def test_the_command_lists_all_that_somebody_handed_in(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    collected(
        course,
        zipped({CANVAS.format(901): GOOD, "gilana_LATE_11_955_sums-2.ipynb": BAD, CANVAS.format(903): untouched()}),
    )
    assert main(["attempts", "gilana-11"]) == 0
    said = capsys.readouterr().out
    assert said.count("examined") == 2 and "untouched" in said and "late" in said and "sums-2.ipynb" in said
    assert main(["attempts", "nobody"]) == 2 and "has handed in nothing" in capsys.readouterr().err
    assert main(["attempts", "../classroom"]) == 2


# ---------------------------------------------------------------- lateness


def due(course: Course, when: str) -> None:
    grade(course)
    course.config.LateSubmissionPlugin.penalty_method = "zero"
    with Gradebook(course.db_url) as gradebook:
        gradebook.update_or_create_assignment(TOPIC, duedate=when)


def test_a_download_after_the_due_date_costs_nothing_and_is_listed(course: Course) -> None:
    collected(course, zipped({CANVAS.format(901): GOOD, "solEva_LATE_12_902_sums.ipynb": GOOD}, (2026, 3, 5, 9, 0, 0)))
    due(course, "2026-03-02 12:00:00")
    records = as_published(course, TOPIC, grade(course).records)
    assert [(each.score, each.penalty) for each in records] == [(WORTH, 0.0)] * 2
    said = {each.learner: each.text for each in doubts(course, TOPIC, records)}
    assert "unknown" in said["gilana-11"] and said["soleva-12"].startswith("late, says canvas; hand-in time unknown")


def test_a_time_without_a_zone_is_no_ground_for_a_penalty(course: Course) -> None:
    data = zipped({f"HW_gilana-11_attempt_2026-03-05-10-00-00_{FILE}": GOOD})
    collected(course, data)
    due(course, "2026-03-02 12:00:00")
    records = as_published(course, TOPIC, grade(course).records)
    assert (
        records[0].penalty == 0.0 and "after the due date, which is in doubt" in doubts(course, TOPIC, records)[0].text
    )
    course.config.HandingIn.zone = "UTC"
    collected(course, data)
    records = as_published(course, TOPIC, grade(course).records)
    assert records[0].penalty == WORTH and doubts(course, TOPIC, records) == []


def test_a_time_that_is_no_longer_known_is_forgotten_by_the_gradebook(course: Course) -> None:
    course.config.HandingIn.zone = "UTC"
    collected(course, zipped({f"HW_gilana-11_attempt_2026-03-05-10-00-00_{FILE}": BAD}))
    due(course, "2026-03-02 12:00:00")
    collected(course, zipped({CANVAS.format(955): GOOD}))
    course.config.HandingIn.counts = "latest"
    assert as_published(course, TOPIC, grade(course).records)[0].penalty == 0.0


def test_an_attempt_in_time_is_better_than_a_late_one_that_loses_all(course: Course) -> None:
    course.config.HandingIn.zone = "UTC"
    name = f"HW_gilana-11_attempt_2026-03-0{{}}-10-00-00_{FILE}"
    half = answered(RIGHT + "  # in time")
    collected(course, zipped({name.format(1): half, name.format(5): GOOD}))
    due(course, "2026-03-02 12:00:00")
    records = as_published(course, TOPIC, grade(course).records)
    assert (records[0].score, records[0].penalty) == (WORTH, 0.0)
