"""A course changes after it was graded: what is touched is examined again, and nothing ends in nbgrader's words."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat
import pytest
import tiny_course
from nbgrader.api import Gradebook
from tiny_course import RIGHT, TOPIC, WRONG, PaperRunner, hand_in, set_exercises

from autograder import topics
from autograder.bulk import Change, Desk, Summary, grade_class
from autograder.course import Course
from autograder.journal import Journal
from autograder.records import Record
from autograder.sandbox.tiers import Tier
from autograder.submission import Submission

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


class Examiner(PaperRunner):
    """Remembers which exercises it was asked to examine."""

    def grade(self, submissions: Iterable[Submission]) -> Iterator[Record]:
        submissions = list(submissions)
        for each in submissions:
            asked = sorted(set(each.keys) - set(each.standing))
            self.judged.append(f"{each.learner}: {' '.join(asked)}")
        yield from (tiny_course.judge(each) for each in submissions)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    made = tiny_course.make(tmp_path)
    monkeypatch.setattr(topics, "EXAMS", tmp_path / "exams")
    monkeypatch.setattr("nbgrader.api.get_alembic_version", tiny_course.alembic_version)
    set_exercises(made, {"add": 4, "sub": 2})
    hand_in(made, "ada", RIGHT)
    hand_in(made, "bob", WRONG)
    return made


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, course: Course) -> list[str]:
    """What has been examined since the class was graded first."""
    said: list[str] = []
    monkeypatch.setattr(Desk, "runner", lambda self, *_: Examiner(said))
    grade(course)
    assert said == ["ada: add sub", "bob: add sub"]
    said.clear()
    return said


def grade(course: Course, **options: object) -> Summary:
    summary = grade_class(TOPIC, 1, course=course, tier=Tier.FULL, **options)
    assert summary.unwritten == [] and summary.refused == []
    return summary


def marks(course: Course, learner: str) -> dict[str, float | None]:
    with Gradebook(course.db_url) as gradebook:
        found = gradebook.find_submission_notebook("sums", TOPIC, learner)
        return {each.name: each.auto_score for each in found.grades if each.name != "essay"}


def test_a_removed_exercise_goes_and_the_others_stand(course: Course, asked: list[str]) -> None:
    with Gradebook(course.db_url) as gradebook:
        gradebook.find_grade("check_sub", "sums", TOPIC, "bob").manual_score = 1.5
        gradebook.db.commit()
    set_exercises(course, {"add": 4})
    summary = grade(course)
    assert asked == []
    assert summary.changes == [Change("ada", "sub", 4.0, None), Change("bob", "sub", 0.0, None)]
    assert marks(course, "ada") == {"check_add": 4.0}
    [note] = summary.notes
    assert note.startswith("check_sub: no longer in the notebook")
    [kept] = (course.classroom / "backups").iterdir()
    with Gradebook(f"sqlite:///{kept}") as before:
        assert before.find_grade("check_sub", "sums", TOPIC, "bob").manual_score == 1.5
    assert grade(course).written == 0


def test_an_added_exercise_alone_is_examined(course: Course, asked: list[str]) -> None:
    set_exercises(course, {"add": 4, "sub": 2, "mul": 3})
    summary = grade(course)
    assert asked == ["ada: mul", "bob: mul"]
    assert summary.changes == [Change("ada", "mul", None, 4.0), Change("bob", "mul", None, 0.0)]
    assert marks(course, "ada") == {"check_add": 4.0, "check_sub": 2.0, "check_mul": 3.0}


def test_a_renamed_exercise_is_one_that_went_and_one_that_came(course: Course, asked: list[str]) -> None:
    set_exercises(course, {"add": 4, "minus": 2})
    summary = grade(course)
    assert asked == ["ada: minus", "bob: minus"]
    assert Change("ada", "sub", 4.0, None) in summary.changes and Change("ada", "minus", None, 4.0) in summary.changes
    assert set(marks(course, "ada")) == {"check_add", "check_minus"}


def test_another_weight_examines_that_exercise_alone(
    course: Course, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiny_course, "WORTH", 8.0)
    set_exercises(course, {"add": 4, "sub": 8})
    assert grade(course).changes == [Change("ada", "sub", 4.0, 8.0)]
    assert asked == ["ada: sub", "bob: sub"]
    assert marks(course, "ada") == {"check_add": 4.0, "check_sub": 8.0}


def test_another_wording_examines_nothing(course: Course, asked: list[str]) -> None:
    for path in course.masters(TOPIC):
        notebook = nbformat.read(path, as_version=4)
        next(cell for cell in notebook.cells if cell.id == "prose").source = "Said better."
        nbformat.write(notebook, path)
    summary = grade(course)
    assert asked == [] and (summary.examined, summary.written, summary.changes) == (0, 0, [])


def test_another_check_is_shown_from_then_on(course: Course, asked: list[str]) -> None:
    for path in course.masters(TOPIC):
        notebook = nbformat.read(path, as_version=4)
        next(cell for cell in notebook.cells if cell.id == "check_add").source = "check(add, 2)"
        nbformat.write(notebook, path)
    grade(course)
    assert asked == []
    with Gradebook(course.db_url) as gradebook:
        assert gradebook.find_source_cell("check_add", "sums", TOPIC).source == "check(add, 2)"


def test_another_language_of_the_course_examines_nothing(course: Course, asked: list[str]) -> None:
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace('LANGUAGE = "es"', 'LANGUAGE = "en"'))
    other = Course.load(course.root)
    assert other.language == "en"
    assert grade(other).examined == 0 and asked == []


def test_another_seed_examines_everything(course: Course, asked: list[str]) -> None:
    (course.classroom / "seed").write_text("0" * 64)
    assert grade(course).examined == 2
    assert asked == ["ada: add sub", "bob: add sub"]


def test_new_results_change_nothing_but_themselves(
    course: Course, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Marks, hints and what stands under the checks; what a person gave stays, and so does all else."""
    path = course.autograded / "bob" / TOPIC / "sums.ipynb"
    before = nbformat.read(path, as_version=4)
    with Gradebook(course.db_url) as gradebook:
        gradebook.find_grade("check_sub", "sums", TOPIC, "bob").manual_score = 1.5
        gradebook.db.commit()
    toml = topics.EXAMS / "sums" / "add" / "exam.toml"
    toml.write_text(toml.read_text("utf-8").replace("The sum", "The true sum"), "utf-8")
    monkeypatch.setattr(tiny_course, "WORTH", 3.0)
    assert (grade(course).written, asked) == (2, ["ada: add", "bob: add"])
    assert marks(course, "ada") == {"check_add": 3.0, "check_sub": 2.0}
    with Gradebook(course.db_url) as gradebook:
        assert gradebook.find_grade("check_sub", "sums", TOPIC, "bob").manual_score == 1.5
    after = nbformat.read(path, as_version=4)
    nbformat.validate(after)
    assert [cell.id for cell in after.cells if cell not in before.cells] == ["check_add"]
    assert "of 3 points" in str(after) and path.stat().st_mode & 0o222 == 0
    assert grade(course).written == 0


def test_a_notebook_whose_boxes_ended_is_examined_whole(
    course: Course, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiny_course, "BOXES", 2)
    hand_in(course, "bob", RIGHT)
    grade(course)
    asked.clear()
    set_exercises(course, {"add": 4, "sub": 2, "mul": 3})
    grade(course)
    assert asked == ["ada: mul", "bob: add mul sub"]


def test_a_dry_run_tells_the_marks_and_writes_nothing(course: Course, asked: list[str]) -> None:
    def files() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in course.root.rglob("*") if path.is_file()}

    set_exercises(course, {"add": 4, "mul": 3})
    before = files()
    summary = grade(course, dry_run=True)
    assert files() == before
    assert (summary.written, [str(change) for change in summary.changes]) == (
        0,
        ["ada mul: – → 4", "ada sub: 4 → –", "bob mul: – → 0", "bob sub: 0 → –"],
    )
    assert grade(course).changes == summary.changes


def test_the_old_marks_stay_in_the_journal(course: Course, asked: list[str]) -> None:
    set_exercises(course, {"add": 4})
    grade(course)
    scores = [
        [each.score for each in record.exercises] for record in Journal(course.journal) if record.learner == "ada"
    ]
    assert scores == [[4.0, 4.0], [4.0]]


def test_another_share_of_what_follows_on_examines_everything(course: Course, asked: list[str]) -> None:
    toml = topics.EXAMS / "sums" / "topic.toml"
    toml.write_text(f"follow_through = 0.25\n{toml.read_text('utf-8')}", "utf-8")
    assert grade(course).examined == 2
    assert asked == ["ada: add sub", "bob: add sub"]
