"""Marks go back in the platform's own file: the same rows in the same order, one column filled; feedback too."""

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest

from autograder import feedback_zip, marks, roster
from autograder.exports import CANVAS, MOODLE
from autograder.marks import MarksError, fill
from autograder.records import ExerciseResult, Record
from autograder.roster import Person, Roster
from autograder.verdicts import Verdict

TOPIC = "04_transformers"
CLASS = Roster(
    [
        Person("ana", "Ana Gil", "ana@uni.example", {"canvas": ("11",), "moodle": ("5012",)}),
        Person("luis", "Luis_Paz", "luis@uni.example", {"canvas": ("12",), "moodle": ("5013",)}),
        Person("zoe", "Zoe Li", "zoe@uni.example", {"canvas": ("13",)}),
    ]
)
# As Canvas's guide describes it: who, then assignments with their numbers, then what is only read.
CANVAS_EXPORT = '''\
Student,ID,SIS User ID,SIS Login ID,Section,01_other (77),04_transformers (78),Final Score (read only)
,,,,,Manual Posting,,
    Points Possible,,,,,10,16,(read only)
"Paz, Luis",12,u12,luis@uni.example,"Group ""A""",7,,88.1
"Gil, Ana",11,u11,ana@uni.example,B,,3,90.2
"Li, Zoe",13,u13,zoe@uni.example,B,,EX,
"Student, Test",99,,,B,,,
'''
MOODLE_EXPORT = """\
Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified,Feedback
Participant 5013,Luis Paz,luis@uni.example,Submitted for grading,,16.00,Yes,-,
Participant 5012,Ana Gil,ana@uni.example,Submitted for grading,,16.00,Yes,-,"Well,
done"
Participant 5020,Zoe Li,zoe@uni.example,No submission,5.00,16.00,No,-,
"""


def record(learner: str, score: float, verdict: Verdict = Verdict.PARTLY_RIGHT) -> Record:
    return Record("k", learner, TOPIC, "en", [ExerciseResult("causal_mask", score, 16.0, verdict)])


RECORDS = [record("ana", 12.25), record("luis", 16.0, Verdict.RIGHT), record("zoe", 1.0), record("eve", 3.0)]


def cells(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def changed(before: str, after: str) -> dict[tuple[int, str], str]:
    """What differs: (row, column) → the new value; asserts that rows, columns and order are the same."""
    old, new = cells(before), cells(after)
    assert old[0] == new[0] and [len(row) for row in old] == [len(row) for row in new]
    pairs = [(i, name, a, b) for i in range(len(old)) for name, a, b in zip(old[0], old[i], new[i], strict=True)]
    return {(i, name): b for i, name, a, b in pairs if a != b}


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_canvas_gets_its_own_file_with_one_column_filled(tmp_path: Path, ends: str, mark: str) -> None:
    export = tmp_path / "grades.csv"
    text = mark + CANVAS_EXPORT.replace("\n", ends)
    export.write_bytes(text.encode())
    written = fill(CANVAS, export, RECORDS, CLASS, TOPIC)
    column = "04_transformers (78)"
    assert changed(text, written.text) == {(3, column): "16", (4, column): "12.25"}
    assert written.text.startswith(mark + "Student,ID,") and written.text.count(ends) == text.count(ends)
    assert written.unplaced == ["eve"] and written.notes == []


def test_moodle_gets_its_own_worksheet_with_one_column_filled(tmp_path: Path) -> None:
    export = tmp_path / "worksheet.csv"
    export.write_text(MOODLE_EXPORT)
    written = fill(MOODLE, export, RECORDS, CLASS, TOPIC)
    assert changed(MOODLE_EXPORT, written.text) == {(1, "Grade"): "16", (2, "Grade"): "12.25"}
    assert written.notes == ["zoe: this grade may not be changed there; left as it was"]


def test_a_spanish_worksheet_with_commas_gets_commas(tmp_path: Path) -> None:
    names = {"Identifier": "Identificador", "Email address": "Dirección de correo", "Grade,": "Calificación,"}
    names |= {"Maximum Grade": "Calificación máxima", "Grade can": "La calificación puede"}
    names |= {"be changed": "ser cambiada"}
    text = MOODLE_EXPORT.replace("5.00", '"5,00"')
    for english, spanish in names.items():
        text = text.replace(english, spanish)
    export = tmp_path / "worksheet.csv"
    export.write_text(text, encoding="utf-8")
    found = changed(text, fill(MOODLE, export, RECORDS, CLASS, TOPIC).text)
    assert found == {(1, "Calificación"): "16", (2, "Calificación"): "12,25"}


def test_without_a_roster_an_id_that_stands_in_the_row_is_enough(tmp_path: Path) -> None:
    export = tmp_path / "grades.csv"
    export.write_text(CANVAS_EXPORT)
    written = fill(CANVAS, export, [record("u11", 2.0), record("Gil, Ana", 3.0)], Roster(), TOPIC)
    assert list(changed(CANVAS_EXPORT, written.text).values()) == ["2"] and written.unplaced == ["Gil, Ana"]


def test_what_is_not_known_is_asked_and_never_guessed(tmp_path: Path) -> None:
    export = tmp_path / "grades.csv"
    export.write_text(CANVAS_EXPORT)
    with pytest.raises(MarksError, match=r"--column with one of: Student.*01_other \(77\)"):
        fill(CANVAS, export, RECORDS, CLASS, "05_bert")
    assert fill(CANVAS, export, RECORDS, CLASS, "05_bert", "01_other").filled == 3
    with pytest.raises(MarksError, match="not moodle's file"):
        fill(MOODLE, export, RECORDS, CLASS, TOPIC)
    export.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(MarksError, match="UTF-8"):
        fill(CANVAS, export, RECORDS, CLASS, TOPIC)
    with pytest.raises(MarksError, match="--export"):
        marks.made_for("canvas", RECORDS, CLASS, TOPIC, None, None)


def test_another_number_of_points_is_said_and_a_pending_mark_is_not_written(tmp_path: Path) -> None:
    export = tmp_path / "grades.csv"
    export.write_text(CANVAS_EXPORT.replace(",10,16,", ",10,100,"))
    pending = record("ana", 0.0, Verdict.GRADER_FAULT)
    written = fill(CANVAS, export, [pending, *RECORDS[1:]], CLASS, TOPIC)
    assert any("out of 100, here out of 16" in note for note in written.notes)
    assert "ana" in written.unplaced and ",3,90.2" in written.text


def test_tables_of_our_own_name_people_and_hold_no_formula() -> None:
    people = Roster([Person("ana", "=cmd()", "ana@uni.example")])
    head, ana, *_ = cells(marks.table(RECORDS, people))
    assert head[:4] == ["learner", "name", "email", "total"]
    assert ana[:4] == ["ana", "'=cmd()", "ana@uni.example", "12.25"]
    first = json.loads(marks.as_json(RECORDS, CLASS))[0]
    assert (first["learner"], first["total"], first["max"], first["numbers"]["canvas"]) == ("ana", 12.25, 16.0, ["11"])


def test_feedback_goes_back_under_the_platforms_names(tmp_path: Path) -> None:
    submissions = tmp_path / "submissions.zip"
    with zipfile.ZipFile(submissions, "w") as archive:
        for name in ("gilana_11_501_transformers.ipynb", "pazluis_LATE_12_502_my_notebook.ipynb", "odd.txt"):
            archive.writestr(name, "")
    to = tmp_path / "feedback.zip"
    for platform, wanted, lacking in (
        ("canvas", ["gilana_11_501_feedback.html", "pazluis_LATE_12_502_feedback.html"], ["eve", "zoe"]),
        (
            "moodle",
            ["Ana Gil_5012_assignfeedback_file_feedback.html", "Luis Paz_5013_assignfeedback_file_feedback.html"],
            ["eve", "zoe"],
        ),
        ("csv", [f"{name}/feedback.html" for name in ("ana", "luis", "zoe", "eve")], []),
    ):
        assert feedback_zip.write(platform, RECORDS, CLASS, to, submissions) == lacking
        with zipfile.ZipFile(to) as archive:
            assert archive.namelist() == wanted
            assert b"<html" in archive.read(wanted[0])
    with pytest.raises(MarksError, match="--downloaded"):
        feedback_zip.write("canvas", RECORDS, CLASS, to)
    submissions.write_bytes(b"cut off")
    with pytest.raises(MarksError, match="damaged"):
        feedback_zip.write("canvas", RECORDS, CLASS, to, submissions)


def test_a_roster_is_read_by_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    assert roster.load(path).people == ()
    path.write_text("id,name,email,canvas,moodle,extension_days\nana,Ana Gil,a@uni.example,11,5012 5377,2\n")
    [ana] = roster.load(path).people
    assert (ana.name, ana.numbers) == ("Ana Gil", {"canvas": ("11",), "moodle": ("5012", "5377")})
