"""The roster: read, made from a platform's export, and what it settles; its people in nbgrader's gradebook."""

from pathlib import Path

import pytest
from exports import FILE, TOPIC, collected, make_course, problems_of, zipped
from nbgrader.api import Gradebook
from tiny_course import RIGHT, PaperRunner, alembic_version, hand_in

from autograder import roster, topics
from autograder.bulk import grade_class
from autograder.course import Course
from autograder.desk import Desk
from autograder.identity import Owner
from autograder.roster import Person, Roster, RosterError
from autograder.sandbox.tiers import Tier

CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,HW 4 (99)
,,,,,Manual Posting
    Points Possible,,,,,4
"Gil, Ana",11,s1,ana@uni.example,A,
"Paz, Luis",12,s2,lpaz,A,
"Student, Test",,,abc,A,
"""
MOODLE = """Identifier,Full name,Email address,Status,Grade
Participant 5012,Ana Gil,ana@uni.example,Submitted,
Participant 5013,Ana Gil,ana2@uni.example,Submitted,
Participant 5014,Luis Paz,luis@uni.example,No submission,
"""
BY_HAND = """id,name,email,canvas,moodle,extension_days,group
ana,Ana Gil,ana@uni.example,11,5012 5377,2,A
luis,Luis Paz,,12,,,B
"""


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    made = make_course(tmp_path)
    monkeypatch.setattr(topics, "EXAMS", tmp_path / "exams")
    monkeypatch.setattr("nbgrader.api.get_alembic_version", alembic_version)
    monkeypatch.setattr(Desk, "runner", lambda self, *_: PaperRunner([]))
    return made


def write(course: Course, text: str = BY_HAND) -> None:
    course.roster.parent.mkdir(parents=True, exist_ok=True)
    course.roster.write_text(text, encoding="utf-8")


def test_what_is_written_is_read_again(course: Course) -> None:
    write(course)
    people = roster.read(course.roster)
    assert people[0] == Person(
        "ana", "Ana Gil", "ana@uni.example", {"canvas": ("11",), "moodle": ("5012", "5377")}, 2.0, {"group": "A"}
    )
    roster.write(people, course.roster)
    assert roster.read(course.roster) == people


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,name\n../x,Eve\n", "line 2"),
        ("id,canvas\nana,1\nluis,1\n", "lines 2 and 3: both have canvas 1"),
        ("id\nana\nANA\n", "both have id"),
        ("id,extension_days\nana,soon\n", "no number"),
    ],
)
def test_a_roster_that_cannot_be_says_where(course: Course, text: str, says: str) -> None:
    write(course, text)
    with pytest.raises(RosterError, match=says):
        roster.load(course.roster)


def test_canvas_export_gives_the_ids_that_collecting_gives_without_it(course: Course, tmp_path: Path) -> None:
    (tmp_path / "grades.csv").write_text(CANVAS, encoding="utf-8")
    platform, people = roster.read_export(tmp_path / "grades.csv")
    assert platform == "canvas" and [(each.id, each.email) for each in people] == [
        ("gilana-11", "ana@uni.example"),
        ("pazluis-12", ""),
    ]
    tree = {"gilana_11_901_sums.ipynb": b"1", "pazluis_12_902_sums.ipynb": b"2"}
    assert set(collected(course, zipped(tree))[1]) == {each.id for each in people}


def test_moodle_worksheets_add_each_assignments_numbers(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text(MOODLE, encoding="utf-8")
    (tmp_path / "two.csv").write_text(MOODLE.replace("Participant 50", "Participant 60"), encoding="utf-8")
    people: list[Person] = []
    for name in ("one.csv", "two.csv"):
        people = roster.merged(people, roster.read_export(tmp_path / name)[1])
    assert {each.email: each.numbers["moodle"] for each in people} == {
        "ana@uni.example": ("5012", "6012"), "ana2@uni.example": ("5013", "6013"), "luis@uni.example": ("5014", "6014"),
    }  # fmt: skip


def test_another_csv_is_refused_with_its_columns(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(RosterError, match="its columns: a, b"):
        roster.read_export(tmp_path / "x.csv")


def test_everybody_is_found_or_listed_as_unknown(course: Course) -> None:
    write(course)
    tree = {
        "gilana_11_901_sums.ipynb": b"1",
        "renamed_12_902_sums.ipynb": b"2",
        "gilana_13_903_sums.ipynb": b"who calls herself Ana",
        "x_11_12_904_sums.ipynb": b"two ways, and both are known",
    }
    report, written = collected(course, zipped(tree))
    assert written == {"ana": b"1", "luis": b"2"}, "the number says who it is, whatever the name"
    assert {each.learner: each.name for each in report.collected} == {"ana": "Ana Gil", "luis": "Luis Paz"}
    assert "unknown" in problems_of(report, "(13)")[0] and "sums.ipynb" in problems_of(report, "(13)")[0]
    assert len(report.problems) == 2 and not any("no classroom/roster.csv" in note for note in report.notes)


def test_a_name_finds_a_person_only_where_nobody_else_has_it(course: Course) -> None:
    write(course, "id,name\nana,Ana Gil\nluis,Luis Paz\n")
    names = ["Ana Gil_1", "Ana Gil_2", "LUIS  Paz_3", "Eva_4"]
    tree = {f"{name}_assignsubmission_file/{FILE}": name.encode() for name in names}
    report, written = collected(course, zipped(tree))
    assert written == {"luis": b"LUIS  Paz_3"}
    assert sum("several people are called so" in each for each in report.problems) == 2
    assert sum(each.startswith("unknown: Eva") for each in report.problems) == 1


@pytest.mark.parametrize(
    ("owner", "columns", "found"),
    [
        (Owner("x", "11"), ("canvas",), "ana"),
        (Owner("Gil, Ana", account="ana"), ("sakai",), "ana"),
        (Owner("x", account="ANA@uni.example"), ("gradescope", "email"), "ana"),
        (Owner("ana@uni.example"), ("id", "email"), "ana"),
        (Owner("Gil, Ana"), ("id", "email"), "ana"),
        (Owner("Ana Gil", "99"), ("moodle",), None),
        (Owner("Ana Gil", "99"), ("brightspace",), "ana"),
        (Owner("Nobody", "5"), ("canvas",), None),
    ],
)
def test_who_somebody_is(course: Course, owner: Owner, columns: tuple[str, ...], found: str | None) -> None:
    write(course)
    match = Roster(roster.read(course.roster)).find(owner, columns)
    assert (match.person.id if match else None) == found


def test_names_emails_and_extensions_reach_the_gradebook(course: Course) -> None:
    write(course)
    course.config.LateSubmissionPlugin.penalty_method = "zero"
    for learner in ("ana", "luis"):
        folder = hand_in(course, learner, RIGHT).parent
        (folder / "timestamp.txt").write_text("2026-03-02 12:00:00 UTC")
    grade_class(TOPIC, 1, course=course, tier=Tier.FULL)
    with Gradebook(course.db_url) as gradebook:
        gradebook.update_or_create_assignment(TOPIC, duedate="2026-03-01 12:00:00")
    grade_class(TOPIC, 1, course=course, tier=Tier.FULL)
    with Gradebook(course.db_url) as gradebook:
        ana, luis = gradebook.find_student("ana"), gradebook.find_student("luis")
        assert (ana.first_name, ana.last_name, ana.email) == ("Ana", "Gil", "ana@uni.example")
        lost = {each.student.id: each.late_submission_penalty for each in gradebook.assignment_submissions(TOPIC)}
    assert (luis.first_name, luis.email) == ("Luis", None) and lost == {"ana": 0.0, "luis": 4.0}
    write(course, BY_HAND.replace(",2,A", ",0,A"))
    assert grade_class(TOPIC, 1, course=course, tier=Tier.FULL).written == 1, "an extension that is taken back"
