"""A class is graded once, whatever interrupts it, and nbgrader's gradebook ends up with the examiner's marks."""

import os
from pathlib import Path

import pytest
import tiny_course
from nbgrader.api import Gradebook
from tiny_course import FAULT, RIGHT, TOPIC, WRONG, PaperRunner, hand_in

from autograder import feedback, report, topics
from autograder.bulk import Change, Summary, grade_class
from autograder.course import Course
from autograder.desk import Desk
from autograder.gradebook import as_published
from autograder.journal import Journal
from autograder.progress import ClassProgress
from autograder.sandbox.tiers import Tier
from autograder.verdicts import Verdict
from course_lib.asking import texts


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    made = tiny_course.make(tmp_path)
    monkeypatch.setattr(topics, "EXAMS", tmp_path / "exams")
    monkeypatch.setattr("nbgrader.api.get_alembic_version", tiny_course.alembic_version)
    return made


def grade(course: Course, **options: object) -> Summary:
    return grade_class(TOPIC, 1, course=course, tier=Tier.FULL, **options)


def marks(course: Course) -> dict[str, tuple[float | None, bool]]:
    """Learner -> automatic mark of ``add``, and whether a person must look."""
    with Gradebook(course.db_url) as gradebook:
        found = {}
        for submission in gradebook.assignment_submissions(TOPIC):
            grade = gradebook.find_grade("check_add", "sums", TOPIC, submission.student.id)
            found[submission.student.id] = (grade.auto_score, grade.needs_manual_grade)
        return found


def test_a_class_is_graded_and_its_marks_are_in_the_gradebook(course: Course, judged: list[str]) -> None:
    hand_in(course, "ada", RIGHT)
    hand_in(course, "bob", WRONG, language="es")
    said: list[ClassProgress] = []
    summary = grade(course, on_progress=said.append)
    assert marks(course) == {"ada": (4.0, False), "bob": (0.0, False)}
    assert [record.language for record in summary.records] == ["en", "es"]
    assert (summary.examined, summary.reused, summary.written) == (2, 0, 2)
    assert summary.unwritten == [] and summary.refused == [] and summary.changes == []
    assert (said[-1].done, said[-1].total, said[-1].left_s) == (2, 2, 0.0)


def test_who_is_refused_is_counted_as_done(course: Course, judged: list[str]) -> None:
    for learner in ("x" * 101, "zoe"):
        hand_in(course, learner, RIGHT)
    said: list[ClassProgress] = []
    assert len(grade(course, on_progress=said.append).refused) == 1
    assert max(progress.done for progress in said) == said[-1].total == 2


def test_a_second_run_examines_and_writes_nothing(course: Course, judged: list[str]) -> None:
    hand_in(course, "ada", RIGHT)
    grade(course)
    summary = grade(course)
    assert judged == ["ada"]
    assert (summary.examined, summary.reused, summary.written) == (0, 1, 0)


def test_in_a_second_run_nobody_is_even_staged_but_who_handed_in_something_else(
    course: Course, judged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for learner in ("ada", "bob", "eve", "fay", "gus"):
        hand_in(course, learner, RIGHT)
    grade(course)
    staged: list[str] = []
    stage = Desk.stage
    monkeypatch.setattr(Desk, "stage", lambda self, found: (staged.append(found.learner), stage(self, found))[1])
    assert (grade(course).reused, staged) == (5, [])
    hand_in(course, "bob", WRONG)
    (course.submitted / "eve" / TOPIC / "timestamp.txt").write_text("2026-01-02 12:00:00 UTC")
    (course.staged / "fay" / TOPIC / "sums.ipynb").unlink()
    (course.submitted / "gus" / TOPIC / "sums.ipynb").rename(course.submitted / "gus" / TOPIC / "other.ipynb")
    assert grade(course).examined == 1 and staged == ["bob", "eve", "fay", "gus"]
    assert grade(course).written == 0 and staged[4:] == ["gus"]  # under another name it is always looked at
    (course.classroom / "seed").write_text("0" * 64)
    assert grade(course).examined == 5


def test_only_who_is_new_or_changed_is_examined(course: Course, judged: list[str]) -> None:
    hand_in(course, "ada", RIGHT)
    hand_in(course, "bob", WRONG)
    grade(course)
    hand_in(course, "bob", RIGHT)
    hand_in(course, "eve", WRONG)
    summary = grade(course)
    assert judged == ["ada", "bob", "bob", "eve"]
    assert summary.changes == [Change("bob", "add", 0.0, 4.0)]
    assert marks(course) == {"ada": (4.0, False), "bob": (4.0, False), "eve": (0.0, False)}


def test_an_older_version_handed_in_again_has_its_old_record(course: Course, judged: list[str]) -> None:
    for answer in (RIGHT, WRONG, RIGHT):
        hand_in(course, "ada", answer)
        grade(course)
    assert judged == ["ada", "ada"]
    assert marks(course) == {"ada": (4.0, False)}
    assert Journal(course.journal).of_topic(TOPIC)[0].score == 4.0


def test_interrupted_while_examining_it_goes_on_where_it_was(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []
    for learner in ("ada", "bob", "eve"):
        hand_in(course, learner, RIGHT)
    monkeypatch.setattr(Desk, "runner", lambda self, *_: PaperRunner(names, breaks_after=2))
    with pytest.raises(KeyboardInterrupt):
        grade(course)
    monkeypatch.setattr(Desk, "runner", lambda self, *_: PaperRunner(names))
    grade(course)
    assert names == ["ada", "bob", "eve"]
    assert marks(course) == dict.fromkeys(("ada", "bob", "eve"), (4.0, False))


@pytest.mark.parametrize("learners", [["ada"], ["bob"], ["ada", "bob"]])
def test_killed_while_writing_marks_it_writes_what_is_missing(
    course: Course, judged: list[str], learners: list[str]
) -> None:
    """A kill leaves a learner with nbgrader's first pass alone: a notebook without our mark."""
    for learner in ("ada", "bob"):
        hand_in(course, learner, RIGHT)
    grade(course)
    for learner in learners:
        half = course.autograded / learner / TOPIC / "sums.ipynb"
        os.chmod(half, 0o644)
        half.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    assert grade(course).written == len(learners)
    assert marks(course) == {"ada": (4.0, False), "bob": (4.0, False)}
    assert judged == ["ada", "bob"]


def test_a_lost_gradebook_is_made_anew_from_the_journal(course: Course, judged: list[str]) -> None:
    hand_in(course, "ada", RIGHT)
    grade(course)
    (course.classroom / "gradebook.db").unlink()
    grade(course)
    assert marks(course) == {"ada": (4.0, False)} and judged == ["ada"]


def test_a_fault_of_ours_is_no_zero_and_is_examined_again(course: Course, judged: list[str]) -> None:
    hand_in(course, "ada", FAULT)
    summary = grade(course)
    assert [record.learner for record in summary.faults] == ["ada"]
    assert marks(course) == {"ada": (None, True)}
    grade(course)
    assert judged == ["ada", "ada"]


def test_what_cannot_be_read_stops_nobody_else(course: Course, judged: list[str]) -> None:
    hand_in(course, "ada", RIGHT)
    hand_in(course, "bob", RIGHT).write_text("{not json")
    eve = hand_in(course, "eve", RIGHT)
    eve.unlink()
    eve.symlink_to("/etc/passwd")
    hand_in(course, "bad\nname", RIGHT)
    summary = grade(course)
    assert marks(course) == {"ada": (4.0, False), "bob": (0.0, False), "eve": (0.0, False)}
    assert [record.exercises[0].verdict for record in summary.records] == [
        Verdict.RIGHT,
        Verdict.UNREADABLE,
        Verdict.UNREADABLE,
    ]
    assert len(summary.refused) == 1 and "bad" in summary.refused[0]


def test_a_changed_exam_regrades_and_says_what_changed(
    course: Course, judged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(course, "ada", RIGHT)
    hand_in(course, "bob", WRONG)
    grade(course)
    toml = topics.EXAMS / "sums" / "add" / "exam.toml"
    toml.write_text(toml.read_text().replace("points = 4", "points = 3"))
    monkeypatch.setattr(tiny_course, "WORTH", 3.0)
    summary = grade(course)
    assert judged == ["ada", "bob", "ada", "bob"]
    assert summary.changes == [Change("ada", "add", 4.0, 3.0)]
    assert marks(course)["ada"] == (3.0, False)


def test_a_mark_is_never_more_than_the_gradebook_allows(
    course: Course, judged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(course, "ada", RIGHT)
    monkeypatch.setattr(tiny_course, "WORTH", 9.0)
    grade(course)
    assert marks(course)["ada"] == (4.0, False)


def test_the_seed_is_the_owners_alone_and_stays(course: Course) -> None:
    seed = course.seed()
    assert len(seed) == 64 and course.seed() == seed
    assert (course.classroom / "seed").stat().st_mode & 0o777 == 0o600
    assert os.listdir(course.classroom) == ["seed"]


def test_the_course_is_found_from_a_folder_within(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(course.source)
    assert Course.load() == course
    assert course.topics() == [TOPIC] and course.language == "es"


def test_what_is_published_has_marks_by_hand_and_penalties(course: Course, judged: list[str]) -> None:
    hand_in(course, "ada", RIGHT)
    hand_in(course, "bob", RIGHT)
    records = grade(course).records
    with Gradebook(course.db_url) as gradebook:
        gradebook.find_grade("check_add", "sums", TOPIC, "ada").manual_score = 1.5
        gradebook.find_submission_notebook("sums", TOPIC, "bob").late_submission_penalty = 1.0
        gradebook.db.commit()
    ada, bob = as_published(course, TOPIC, records)
    assert (ada.score, ada.exercises[0].by_hand, ada.exercises[0].score) == (1.5, 1.5, 4.0)
    assert (bob.score, bob.penalty, bob.exercises[0].by_hand) == (3.0, 1.0, None)
    rows = report.as_csv([ada, bob]).splitlines()
    assert rows[1].startswith('"ada","1.5","4","0","1.5"') and rows[2].startswith('"bob","3","4","1","4"')
    assert "by hand" in report.as_html([ada], "en") and "late: −1" in report.as_html([bob], "en")
    assert "given by your instructor" in feedback.record_as_text(ada) and "lateness" in feedback.record_as_text(bob)


def test_another_due_date_writes_the_marks_again(course: Course, judged: list[str]) -> None:
    hand_in(course, "ada", RIGHT)
    assert grade(course).written == 1
    assert grade(course).written == 0
    with Gradebook(course.db_url) as gradebook:
        gradebook.update_or_create_assignment(TOPIC, duedate="2020-01-01 00:00:00 UTC")
    summary = grade(course)
    assert (summary.examined, summary.written) == (0, 1)


def test_a_class_report_speaks_one_language(course: Course, judged: list[str]) -> None:
    hand_in(course, "ada", WRONG, language="en")
    records = grade(course).records
    found = report.misconceptions(records, "es")
    said = " ".join(texts.shared()["mistakes"]["value"]["es"])
    assert [each.hint for each in found] == [said]
