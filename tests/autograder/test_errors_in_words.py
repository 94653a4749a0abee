"""What goes wrong around a course is one line that says what to do, ends with 2, and loses nothing."""

import errno
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy.exc
import tiny_course
from tiny_course import RIGHT, TOPIC, hand_in

from autograder import cli, gradebook_file, staging, topics
from autograder.course import CONFIG_NAME, Course
from autograder.journal import Journal
from autograder.sandbox.tiers import Tier

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, judged: list[str]) -> Course:
    """A class of one, graded once."""
    made = tiny_course.make(tmp_path)
    monkeypatch.setattr(topics, "EXAMS", tmp_path / "exams")
    monkeypatch.setattr("nbgrader.api.get_alembic_version", tiny_course.alembic_version)
    monkeypatch.setattr("autograder.sandbox.tiers.best_tier", lambda: Tier.FULL)
    monkeypatch.chdir(tmp_path)
    hand_in(made, "ada", RIGHT)
    assert cli.main(["grade", TOPIC]) == 0
    hand_in(made, "bob", RIGHT)
    judged.clear()
    return made


def gradebook_of(course: Course) -> Path:
    return course.classroom / "gradebook.db"


def fails(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line that a command ends with."""
    capsys.readouterr()
    assert cli.main(arguments) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "Traceback" not in line
    return line


@pytest.mark.parametrize("command", ["grade", "report"])
def test_a_locked_gradebook(
    course: Course, capsys: pytest.CaptureFixture[str], judged: list[str], command: str
) -> None:
    with closing(sqlite3.connect(gradebook_of(course), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        line = fails(capsys, command, TOPIC)
        other.execute("ROLLBACK")
    assert "locked" in line and "formgrader" in line and "Nothing is lost" in line
    if command == "grade":
        assert [record.learner for record in Journal(course.journal).of_topic(TOPIC)] == ["ada", "bob"]
        assert cli.main(["grade", TOPIC]) == 0 and judged == ["bob"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write whatever the file's mode is")
def test_a_gradebook_that_may_not_be_written(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    gradebook_of(course).chmod(0o400)
    assert "make the file and its folder writable" in fails(capsys, "grade", TOPIC)


def test_a_damaged_gradebook(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    gradebook_of(course).write_bytes(b"no database at all" * 100)
    assert "classroom/backups" in fails(capsys, "grade", TOPIC)


def test_a_full_disk_while_staging_or_recording(
    course: Course, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, judged: list[str]
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "somewhere")

    for owner, name in ((staging, "stage"), (Journal, "append")):
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, full)
            line = fails(capsys, "grade", TOPIC)
        assert "somewhere: the disk is full" in line
    assert cli.main(["grade", TOPIC]) == 0 and judged.count("bob") == 2


@pytest.mark.parametrize("error", gradebook_file.ADVICE)
@pytest.mark.parametrize("usual", [True, False])
def test_whatever_sqlite_says_while_marks_are_written_ends_the_run(
    course: Course, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, error: str, usual: bool
) -> None:
    def raises(*_: object, **__: object) -> None:
        raise sqlalchemy.exc.OperationalError("INSERT", None, sqlite3.OperationalError(error))

    monkeypatch.setattr("autograder.gradebook.is_usual", lambda course: usual)
    monkeypatch.setattr("autograder.gradebook_rows.write", raises)
    monkeypatch.setattr("autograder.converting.MarkWriter.start", raises)
    assert gradebook_file.ADVICE[error] in fails(capsys, "grade", TOPIC)


def test_a_folder_that_is_no_course_is_said_before_anything_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    export = tmp_path / "export"
    (export / "ada").mkdir(parents=True)
    (export / "ada" / "transformers.ipynb").write_text("{}")
    for number, config in enumerate((None, "c = get_config()\nc.Execute.timeout = 600\n", "c = get_config(\n")):
        folder = tmp_path / f"folder{number}"
        folder.mkdir()
        if config:
            (folder / CONFIG_NAME).write_text(config)
        monkeypatch.chdir(folder)
        line = fails(capsys, "collect", str(export), "04_transformers")
        assert CONFIG_NAME in line or "notebooks" in line
        assert os.listdir(folder) == ([CONFIG_NAME] if config else [])


@pytest.mark.parametrize("data", [b"PK\x03\x04 cut off", b"no archive", b""])
def test_a_damaged_archive(course: Course, capsys: pytest.CaptureFixture[str], tmp_path: Path, data: bytes) -> None:
    archive = tmp_path / "export.zip"
    archive.write_bytes(data)
    assert "export.zip" in fails(capsys, "collect", str(archive), TOPIC)
    assert sorted(os.listdir(course.submitted)) == ["ada", "bob"]
