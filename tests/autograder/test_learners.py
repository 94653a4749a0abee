"""A learner who is renamed, is two, or is gone is so in journal, gradebook and folders alike, and nothing is lost."""

from pathlib import Path

import pytest
import tiny_course
from nbgrader.api import Gradebook
from tiny_course import RIGHT, TOPIC, WRONG, PaperRunner, hand_in

from autograder import cli, learners, topics
from autograder.bulk import Desk, grade_class
from autograder.course import Course, CourseError
from autograder.journal import Journal
from autograder.sandbox.tiers import Tier

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A class of two, graded; a person has given bob a mark."""
    made = tiny_course.make(tmp_path)
    monkeypatch.setattr(topics, "EXAMS", tmp_path / "exams")
    monkeypatch.setattr("nbgrader.api.get_alembic_version", tiny_course.alembic_version)
    monkeypatch.setattr(Desk, "runner", lambda self, *_: PaperRunner([]))
    monkeypatch.chdir(tmp_path)
    hand_in(made, "ada", RIGHT)
    hand_in(made, "bob", WRONG)
    grade(made)
    with Gradebook(made.db_url) as gradebook:
        gradebook.find_grade("check_add", "sums", TOPIC, "bob").manual_score = 1.5
        gradebook.db.commit()
    return made


def grade(course: Course) -> int:
    return grade_class(TOPIC, 1, course=course, tier=Tier.FULL).examined


def in_gradebook(course: Course) -> dict[str, float | None]:
    """Learner → the mark that a person gave."""
    with Gradebook(course.db_url) as gradebook:
        return {
            each.student.id: gradebook.find_grade("check_add", "sums", TOPIC, each.student.id).manual_score
            for each in gradebook.assignment_submissions(TOPIC)
        }


def recorded(course: Course) -> list[str]:
    return [record.learner for record in Journal(course.journal).of_topic(TOPIC)]


def test_a_folder_renamed_by_hand_leaves_a_ghost_that_is_listed_and_mended(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    (course.submitted / "bob").rename(course.submitted / "bobby")
    assert cli.main(["learners"]) == 1
    said = capsys.readouterr().out
    assert "a ghost" in next(line for line in said.splitlines() if line.startswith("bob "))
    assert "not graded yet" in next(line for line in said.splitlines() if line.startswith("bobby "))
    assert cli.main(["learners", "--rename", "bob", "bobby"]) == 0
    assert recorded(course) == ["ada", "bobby"] and in_gradebook(course) == {"ada": None, "bobby": 1.5}
    assert not (course.autograded / "bob").exists() and (course.autograded / "bobby" / TOPIC).is_dir()
    assert grade(course) == 0, "what was examined under the old name is known under the new"
    assert cli.main(["learners"]) == 0


def test_a_ghost_that_was_graded_under_its_new_name_is_merged(course: Course) -> None:
    (course.submitted / "bob").rename(course.submitted / "bobby")
    grade(course)
    with pytest.raises(CourseError, match="--merge bob bobby"):
        learners.rename(course, "bob", "bobby")
    learners.merge(course, "bob", "bobby")
    assert recorded(course) == ["ada", "bobby"] and set(in_gradebook(course)) == {"ada", "bobby"}
    assert [entry.written_as for entry in Journal(course.journal).history("bobby")] == ["bob", "bobby"]


def test_of_two_hand_ins_of_one_person_the_other_is_kept_aside(course: Course) -> None:
    said = learners.merge(course, "bob", "ada")
    kept = course.classroom / "retired" / "bob" / "submitted" / TOPIC / "sums.ipynb"
    assert kept.is_file() and any("is kept as" in line for line in said)
    assert Journal(course.journal).of_topic(TOPIC)[0].score == 4.0, "ada's own counts"
    assert grade(course) == 0 and recorded(course) == ["ada"]


def test_a_retired_learner_is_in_no_table_and_nothing_is_lost(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["learners", "--retire", "bob"]) == 0
    assert recorded(course) == ["ada"] and set(in_gradebook(course)) == {"ada"}
    assert not (course.submitted / "bob").exists()
    [kept] = (course.classroom / "backups").iterdir()
    with Gradebook(f"sqlite:///{kept}") as before:
        assert before.find_grade("check_add", "sums", TOPIC, "bob").manual_score == 1.5
    capsys.readouterr()
    assert cli.main(["history", "bob"]) == 0
    assert "add 0" in capsys.readouterr().out
    hand_in(course, "bob", RIGHT)
    assert grade(course) == 1 and recorded(course) == ["ada", "bob"]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["--rename", "eve", "eva"], "nobody knows eve"),
        (["--rename", "bob", "../bob"], "cannot name a learner"),
        (["--merge", "bob", "eve"], "nobody knows eve"),
        (["--retire", "eve"], "nobody knows eve"),
    ],
)
def test_a_mistake_is_said_and_changes_nothing(
    course: Course, capsys: pytest.CaptureFixture[str], call: list[str], said: str
) -> None:
    before = Journal(course.journal).path.read_bytes()
    assert cli.main(["learners", *call]) == 2
    assert said in capsys.readouterr().err
    assert course.journal.read_bytes() == before and recorded(course) == ["ada", "bob"]


def test_the_history_tells_each_mark_and_when(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    hand_in(course, "bob", RIGHT)
    grade(course)
    assert cli.main(["history", "bob", TOPIC]) == 0
    topic, first, second = capsys.readouterr().out.splitlines()
    assert topic == TOPIC and "0/4  add 0" in first and "4/4  add 4" in second
    assert first.split()[0].count("-") == 2
    assert cli.main(["history", "eve"]) == 2
    assert "autograder learners" in capsys.readouterr().err
