"""What is written for many learners at once is what nbgrader's own autograde writes for one after another."""

import json
import os
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
import tiny_course
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from tiny_course import FAULT, RIGHT, SOLUTION, TOPIC, WRONG, hand_in, judge

from autograder import gradebook, staging, topics
from autograder.bulk import grade_class
from autograder.course import Course
from autograder.desk import Desk
from autograder.gradebook import GradebookWriter, as_published
from autograder.outputs import error, shown, stream
from autograder.records import Record
from autograder.sandbox.tiers import Tier

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")

EVIL = "<script>alert(1)</script> ~~~ $x$ \x1b[31m ünï 中"
OUTPUTS = [
    [stream("line\n" * 1500), stream("more\n" * 20, "stderr"), shown("text\n")],
    [error("E", "why") | {"traceback": [f"frame {n}" for n in range(300)]}],
    [{"output_type": "display_data", "data": {"text/plain": EVIL, "image/png": "iVBORw0KGgo="}, "metadata": {}}],
    [],
]
TIMES = ("2026-01-02 12:00:00 UTC", "2025-12-31T23:59:59.5Z", "2026-01-01 13:00:00 +02:00", None)
LEARNERS = 40
# Rows by the names of what they are about; ids are random.
ROWS = {
    "students": "SELECT id, first_name, last_name, email FROM student",
    "submissions": """SELECT a.name, s.student_id, s.timestamp, s.extension
        FROM submitted_assignment s JOIN assignment a ON a.id = s.assignment_id""",
    "notebooks": """SELECT n.name, s.student_id, b.flagged, b.late_submission_penalty FROM submitted_notebook b
        JOIN notebook n ON n.id = b.notebook_id JOIN submitted_assignment s ON s.id = b.assignment_id""",
    "grades": """SELECT c.type, c.name, s.student_id, g.auto_score, g.manual_score, g.extra_credit,
        g.needs_manual_grade FROM grade g JOIN base_cell c ON c.id = g.cell_id
        JOIN submitted_notebook b ON b.id = g.notebook_id JOIN submitted_assignment s ON s.id = b.assignment_id""",
    "comments": """SELECT c.type, c.name, s.student_id, m.auto_comment, m.manual_comment FROM comment m
        JOIN base_cell c ON c.id = m.cell_id
        JOIN submitted_notebook b ON b.id = m.notebook_id JOIN submitted_assignment s ON s.id = b.assignment_id""",
}


@pytest.fixture
def make_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Course]:
    """Courses of their own, alike in everything."""
    monkeypatch.setattr("nbgrader.api.get_alembic_version", tiny_course.alembic_version)

    def make(name: str) -> Course:
        folder = tmp_path / name
        folder.mkdir()
        course = tiny_course.make(folder)
        monkeypatch.setattr(topics, "EXAMS", folder / "exams")
        tiny_course.set_exercises(course, {"add": 4, "sub": 2.5})
        (course.source / TOPIC / "data" / "a.csv").parent.mkdir()
        (course.source / TOPIC / "data" / "a.csv").write_text("1,2\n")
        course.roster.write_text("id,name,extension_days\nlearner-05,Ana Gil,2\nlearner-06,Luis Paz,0\n")
        (course.classroom / "seed").write_text("5" * 64)
        return course

    return make


def hand_in_all(course: Course) -> None:
    """Forty submissions, no two alike in what matters to a gradebook."""
    answers = (RIGHT, WRONG, FAULT, SOLUTION.replace("return a + b", "pass"))
    for number in range(LEARNERS):
        essay = ("Say why.", "YOUR ANSWER HERE", EVIL, "")[number % 4]
        language = ("en", "es")[number % 2]
        path = hand_in(course, f"learner-{number:02}", answers[number // 2 % 4], language, essay=essay, own=str(number))
        notebook = json.loads(path.read_bytes())
        if number % 5 == 1:
            notebook["cells"] = [cell for cell in notebook["cells"] if not cell["id"].startswith("check_")]
        if number % 7 == 2:
            notebook["cells"] += [{"cell_type": "raw", "id": f"own-{number}", "metadata": {}, "source": [EVIL, "\nx"]}]
        path.write_text("{" if number == 9 else json.dumps(notebook))
        when = TIMES[number % 4]
        if when is not None:
            (path.parent / "timestamp.txt").write_text(when)


def records_of(course: Course) -> list[Record]:
    """Everybody's record, as if examined, with outputs of every kind."""
    desk = Desk(course, TOPIC, Tier.FULL)
    found = []
    for number, folder in enumerate(staging.submissions(course.submitted, TOPIC)):
        record = judge(desk.stage(folder)[0].submission)
        found.append(msgspec.structs.replace(record, outputs={"demo": OUTPUTS[number % 4], "start": OUTPUTS[3]}))
    return found


def write_all(course: Course, records: list[Record]) -> None:
    writer = GradebookWriter(course, TOPIC)
    writer.ensure_assignment()
    assert writer.write(records) == {}


def rows(course: Course) -> dict[str, list[tuple]]:
    with closing(sqlite3.connect(course.classroom / "gradebook.db")) as database:
        return {name: sorted(database.execute(query).fetchall(), key=repr) for name, query in ROWS.items()}


def files(course: Course) -> dict[str, tuple[int, bytes]]:
    """Mode and bytes of all that is autograded."""
    found = [path for path in sorted(course.autograded.rglob("*")) if path.is_file()]
    return {str(path.relative_to(course.autograded)): (path.stat().st_mode, path.read_bytes()) for path in found}


def test_forty_submissions_leave_the_gradebook_and_files_of_nbgraders_converter(
    make_course: Callable[[str], Course], monkeypatch: pytest.MonkeyPatch
) -> None:
    left = []
    for name, usual in (("ours", True), ("converter", False)):
        course = make_course(name)
        course.config.LateSubmissionPlugin.penalty_method = "zero"
        monkeypatch.setattr(gradebook, "is_usual", lambda course, usual=usual: usual)
        hand_in_all(course)
        records = records_of(course)
        write_all(course, records[:3])
        with Gradebook(course.db_url) as book:
            book.update_or_create_assignment(TOPIC, duedate="2026-01-01 12:00:00")
            mark = book.find_grade("check_add", "sums", TOPIC, "learner-01")
            mark.manual_score, mark.needs_manual_grade = 1.5, False
            book.find_comment("answer_add", "sums", TOPIC, "learner-01").manual_comment = "Well done."
            book.find_grade("essay", "sums", TOPIC, "learner-02").manual_score = 2.0
            book.db.commit()
        hand_in(course, "learner-00", WRONG)  # twice, and the second time another
        (course.submitted / "learner-00" / TOPIC / "timestamp.txt").unlink()
        write_all(course, records_of(course))
        left.append((rows(course), files(course)))
    (our_rows, our_files), (their_rows, their_files) = left
    assert len(our_rows["submissions"]) == LEARNERS and len(our_files) > 2 * LEARNERS
    assert len({row[-1] for row in our_rows["notebooks"]}) > 2  # penalties of several sizes, and none
    assert our_rows == their_rows
    assert our_files == their_files


def test_nbgrader_autograde_works_beside_it(make_course: Callable[[str], Course], judged: list[str]) -> None:
    course = make_course("one")
    hand_in_all(course)
    assert grade_class(TOPIC, 1, course=course, tier=Tier.FULL).written == LEARNERS
    before = rows(course), files(course)
    judged.clear()
    api = NbGraderAPI(coursedir=CourseDirectory(config=course.config), config=course.config)
    for learner in ("learner-00", "learner-09", "learner-13"):
        assert api.autograde(TOPIC, learner, force=True)["success"]
    assert (rows(course), files(course)) == before
    assert grade_class(TOPIC, 1, course=course, tier=Tier.FULL).written == 0


@pytest.mark.parametrize(
    ("section", "setting", "value"),
    [
        ("Autograde", "create_student", True),
        ("OverwriteCells", "enabled", True),
        ("CourseDirectory", "groupshared", True),
    ],
)
def test_a_course_with_autograding_of_its_own_gets_nbgraders_converter(
    make_course: Callable[[str], Course], monkeypatch: pytest.MonkeyPatch, section: str, setting: str, value: object
) -> None:
    course = make_course("own")
    assert gradebook.is_usual(course)
    course.config[section][setting] = value
    assert not gradebook.is_usual(course)
    converted: list[str] = []
    monkeypatch.setattr(gradebook, "convert", lambda course, record, *_: converted.append(record.learner))
    hand_in(course, "ada", RIGHT)
    write_all(course, records_of(course))
    assert converted == ["ada"]


def test_one_notebook_that_cannot_be_written_stops_nobody_else(
    make_course: Callable[[str], Course], monkeypatch: pytest.MonkeyPatch
) -> None:
    course = make_course("class")
    hand_in_all(course)
    records = records_of(course)
    (course.staged / "learner-03" / TOPIC / "sums.ipynb").unlink()  # before anything is written
    put = GradebookWriter._put

    def fails_once(writer: GradebookWriter, record: Record, data: bytes) -> None:
        if record.learner == "learner-04":
            raise PermissionError("learner-04")
        put(writer, record, data)

    monkeypatch.setattr(GradebookWriter, "_put", fails_once)
    writer = GradebookWriter(course, TOPIC)
    writer.ensure_assignment()
    assert set(writer.write(records)) == {"learner-03", "learner-04"}
    held = [record.learner for record in records if writer.holds(record)]
    assert held == [record.learner for record in records if record.learner not in ("learner-03", "learner-04")]


@contextmanager
def formgrader(course: Course) -> Iterator[Callable[..., Any]]:
    """A Jupyter server with nbgrader's formgrader, on loopback: a function that asks it for a path."""
    runtime = course.root / ".jupyter"
    extension = "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}"
    command = [
        sys.executable,
        "-m",
        "jupyter_server",
        "--allow-root",
        "--port=0",
        "--IdentityProvider.token=t",
        extension,
    ]
    folders = {f"JUPYTER_{name}_DIR": str(runtime) for name in ("RUNTIME", "CONFIG", "DATA")}
    with (course.root / "server.log").open("w") as log:
        server = subprocess.Popen(command, cwd=course.root, env=os.environ | folders, stdout=log, stderr=log)
    try:
        while not (said := list(runtime.glob("jpserver-*.json"))):
            assert server.poll() is None, (course.root / "server.log").read_text()
            time.sleep(0.1)
        url = json.loads(said[0].read_text())["url"]

        def ask(path: str, put: object = None) -> str:
            data = None if put is None else json.dumps(put).encode()
            headers = {"Authorization": "token t"}
            request = urllib.request.Request(f"{url}formgrader/{path}", data, headers, method="PUT" if data else "GET")
            with urllib.request.urlopen(request, timeout=60) as answer:
                return str(answer.read().decode())

        yield ask
    finally:
        server.terminate()
        server.wait(30)


def test_formgrader_shows_and_edits_what_we_have_written(
    make_course: Callable[[str], Course], judged: list[str]
) -> None:
    course = make_course("shown")
    hand_in(course, "ada", WRONG, essay="Because.")
    grade_class(TOPIC, 1, course=course, tier=Tier.FULL)
    with Gradebook(course.db_url) as book:
        submitted = book.find_submission_notebook("sums", TOPIC, "ada").id
    with formgrader(course) as ask:
        [listed] = json.loads(ask(f"api/submissions/{TOPIC}"))
        assert (listed["student"], listed["score"], listed["autograded"]) == ("ada", 0.0, True)
        page = ask(f"submissions/{submitted}/")
        assert "Because." in page and "Is it &lt;b&gt;minus&lt;/b&gt;?" in page
        grades = {each["name"]: each for each in json.loads(ask(f"api/grades?submission_id={submitted}"))}
        assert {"check_add", "check_sub", "essay"} == set(grades) and grades["essay"]["needs_manual_grade"]
        ask(f"api/grade/{grades['check_add']['id']}", {"manual_score": 3, "extra_credit": 0.5})
        ask(f"api/grade/{grades['essay']['id']}", {"manual_score": 2})
        comments = {each["name"]: each for each in json.loads(ask(f"api/comments?submission_id={submitted}"))}
        ask(f"api/comment/{comments['essay']['id']}", {"manual_comment": "Why not plus?"})
    [record] = as_published(course, TOPIC, grade_class(TOPIC, 1, course=course, tier=Tier.FULL).records)
    assert (record.exercises[0].by_hand, record.exercises[0].score) == (3.0, 0.0)
    with Gradebook(course.db_url) as book:
        assert book.find_comment("essay", "sums", TOPIC, "ada").comment == "Why not plus?"
        assert book.find_submission(TOPIC, "ada").score == 5.5
