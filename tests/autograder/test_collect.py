"""Whose, which and when: archives as they really come, and what is said of them."""

import os
import stat
import unicodedata
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from exports import (
    FILE,
    TOPIC,
    answered,
    collected,
    make_course,
    of_another_topic,
    problems_of,
    raw_zip,
    tree_of,
    untouched,
    zipped,
)

from autograder import attempts
from autograder.archives import ArchiveError
from autograder.collect import Report, collect
from autograder.course import Course
from autograder.reading import MAX_NOTEBOOK_MB

MINE = answered("def add(a, b):\n    return a + b")
OTHER_TRY = answered("def add(a, b):\n    return a - b")
MOODLE = "Ana Gil_1_assignsubmission_file/"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path)


def states(course: Course, learner: str) -> list[str]:
    return [each.state for each in attempts.load(course.submitted / learner / TOPIC)]


# ---------------------------------------------------------------- whose


@pytest.mark.parametrize(
    ("names", "learners"),
    [
        (["ana/{}", "luis/{}"], ["ana", "luis"]),
        (["class/ana/{}", "class/luis/{}"], ["ana", "luis"]),
        (["class\\ana\\{}", "class\\luis\\{}"], ["ana", "luis"]),
        (["export/ana/{}", "export/luis/{}"], ["ana", "luis"]),
        (["ana/01_sums/{}", "luis/01_sums/{}"], ["ana", "luis"]),
        (["01_sums/ana/{}", "01_sums/luis/{}"], ["ana", "luis"]),
        (["ana/project/{}", "luis/{}"], ["ana", "luis"]),
        (["ana.ipynb", "luis.ipynb"], ["ana", "luis"]),
        (["class/ana.ipynb", "class/luis.ipynb"], ["ana", "luis"]),
        (["ana/{}"], ["ana"]),
        (["luis.ipynb", "ana/{}"], ["ana", "luis"]),
        (["Ana Gil - {}", "Luis Paz - {}"], ["ana-gil", "luis-paz"]),
        (["Ana/1/{}", "ana/2/{}"], ["ana"]),
    ],
    ids=str,
)
def test_plain_layouts(course: Course, names: list[str], learners: list[str]) -> None:
    tree = {name.format(FILE): name.encode() for name in names}
    report, written = collected(course, zipped(tree))
    assert sorted(written) == learners and report.problems == []


def test_a_folder_is_read_as_a_zip_of_it_is(course: Course) -> None:
    folder = course.root / "homes"
    for learner in ("ana", unicodedata.normalize("NFD", "josé")):
        (folder / learner / "work").mkdir(parents=True)
        (folder / learner / "work" / FILE).write_bytes(learner.encode())
    report = collect(folder, TOPIC, course)
    assert set(tree_of(course.submitted)) == {"ana", "josé"} and report.platform == "plain"


def test_a_notebook_that_is_nobodys_is_reported(course: Course) -> None:
    report, written = collected(course, zipped({f"Copy of {FILE}": b"1", FILE: b"2", f"Ana - {FILE}": b"3"}))
    assert written == {"ana": b"3"} and sum("whose is it" in each for each in report.problems) == 2


def test_a_link_or_a_text_is_named_with_what_to_ask_for(course: Course) -> None:
    tree = {"gilana_11_901_sums.ipynb": b"1", "pazluis_12_link.html": b"<a>", "solEva_LATE_13_text.html": b"x"}
    report, written = collected(course, zipped(tree))
    assert set(written) == {"gilana-11"}
    assert "handed in a link" in problems_of(report, "pazluis-12")[0] and "Ask for the .ipynb" in report.problems[0]
    assert "handed in a text" in problems_of(report, "soleva-13")[0]
    assert (course.submitted / "pazluis-12" / TOPIC).is_dir(), "graded as unreadable, not absent"


def test_namesakes_who_come_later_change_no_id(course: Course) -> None:
    first = {f"{MOODLE}{FILE}": b"1"}
    assert set(collected(course, zipped(first))[1]) == {"ana-gil-1"}
    second = {**first, f"Ana Gil_2_assignsubmission_file/{FILE}": b"2"}
    assert collected(course, zipped(second))[1] == {"ana-gil-1": b"1", "ana-gil-2": b"2"}


# ---------------------------------------------------------------- which


def test_the_notebook_that_differs_from_the_release_is_taken(course: Course) -> None:
    folder = {
        "my-course/README.md": b"",
        f"my-course/en/01_sums/{FILE}": MINE,
        f"my-course/es/01_sums/{FILE}": untouched("es"),
        "my-course/en/02_products/products.ipynb": of_another_topic(),
    }
    report, written = collected(
        course, zipped({f"{MOODLE}my-course.zip": zipped(folder), "Li_2_assignsubmission_file_": b""})
    )
    assert written["ana-gil-1"] == MINE and sorted(states(course, "ana-gil-1")) == ["answered", "untouched"]
    said = [note for note in report.notes if "ana-gil-1" in note]
    assert any("(untouched)" in note for note in said) and any("of 02_products" in note for note in said)


def test_several_that_differ_are_all_kept_to_be_examined(course: Course) -> None:
    tree = {f"{MOODLE}{FILE}": MINE, f"{MOODLE}sums (2).ipynb": OTHER_TRY, f"{MOODLE}es/{FILE}": untouched("es")}
    report, written = collected(course, zipped(tree))
    listed = attempts.load(course.submitted / "ana-gil-1" / TOPIC)
    assert written == {"ana-gil-1": OTHER_TRY} and len(listed) == 3
    assert [each.file for each in attempts.to_examine(listed, "best")] == ["sums (2).ipynb", FILE]
    assert [each.file for each in attempts.to_examine(listed, "latest")] == ["sums (2).ipynb"]
    assert any("all are examined, the best counts" in note for note in report.notes)


def test_canvas_attachments_are_in_the_order_of_their_numbers(course: Course) -> None:
    tree = {"gilana_11_900_sums-2.ipynb": b"older", "gilana_11_955_sums.ipynb": b"newer"}
    assert collected(course, zipped(tree))[1] == {"gilana-11": b"newer"}


def test_blackboards_latest_attempt_is_taken_and_the_others_kept(course: Course) -> None:
    attempt = "gradebook_LM_04_agil_attempt_2026-03-0{}"
    tree = {
        f"{attempt.format('2-18-30-00')}_{FILE}": b"second",
        f"{attempt.format('1-10-00-00')}_{FILE}": b"first",
        f"{attempt.format('1-10-00-00')}.txt": b"Name: Ana Gil (04_agil)\nAssignment: LM",
    }
    report, written = collected(course, zipped(tree))
    assert written == {"04_agil": b"second"}, "an account with an underscore is read from the attempt's own text"
    assert report.collected[0].name == "Ana Gil" and report.collected[0].n_attempts == 2


def test_another_topics_notebook_is_named(course: Course) -> None:
    report, written = collected(course, zipped({f"{MOODLE}products.ipynb": of_another_topic()}))
    assert set(written) == {"ana-gil-1"} and "this is the notebook of 02_products" in report.problems[0]


@pytest.mark.parametrize(
    "name", ["sums.ipynb.txt", "sums.ipynb.json", "sums", "homework.json", "sums.ipynb ", "x.IPYNB"]
)
def test_a_notebook_by_any_name_is_opened_by_its_content(course: Course, name: str) -> None:
    assert collected(course, zipped({MOODLE + name: MINE}))[1] == {"ana-gil-1": MINE}


def test_names_in_utf8_without_the_flag_are_read(course: Course) -> None:
    names = [unicodedata.normalize("NFD", "José") + "/" + FILE, f"李明/{FILE}"]
    written = collected(course, raw_zip([(name.encode(), b"1") for name in names]))[1]
    assert set(written) == {"josé", "李明"}


def test_collecting_again_adds_attempts_and_loses_none(course: Course) -> None:
    first, later = zipped({f"ana/{FILE}": MINE}), zipped({f"ana/{FILE}": OTHER_TRY})
    assert [collected(course, first)[0].collected[0].outcome for _ in range(2)] == ["new", "unchanged"]
    report, written = collected(course, later)
    assert written == {"ana": OTHER_TRY} and report.collected[0].outcome == "replaced"
    report, written = collected(course, first)
    assert written == {"ana": OTHER_TRY} and len(states(course, "ana")) == 2, "an older archive changes nothing"


def test_what_was_there_before_becomes_an_attempt(course: Course) -> None:
    path = course.submitted / "ana" / TOPIC / FILE
    path.parent.mkdir(parents=True)
    path.write_bytes(OTHER_TRY)
    collected(course, zipped({f"ana/{FILE}": MINE}))
    assert path.read_bytes() == MINE and len(states(course, "ana")) == 2


# ---------------------------------------------------------------- what is no notebook, and what is no archive


@pytest.mark.parametrize(
    "name",
    [f"../../escaped/{FILE}", f"/abs/{FILE}", f"ana/../../x/{FILE}", f"..\\..\\ana\\{FILE}", f"C:/ana/{FILE}",
     f"a\nb/{FILE}", f"a\x1b[31m/{FILE}", f"{'_1' * 30_000}/{FILE}"],
)  # fmt: skip
def test_names_that_lead_elsewhere_are_left_out(course: Course, name: str) -> None:
    report, written = collected(course, zipped({name: b"evil", f"luis/{FILE}": b"1", f"eva/{FILE}": b"1"}))
    assert set(written) == {"luis", "eva"}
    assert len(report.problems) == 1 and report.problems[0].isprintable()


def test_bombs_and_large_files_are_not_unpacked(course: Course) -> None:
    large = os.urandom(2**20) * (MAX_NOTEBOOK_MB + 1)
    tree = {f"ana/{FILE}": b"0" * (30 * 2**20), f"luis/{FILE}": b"1", f"eva/{FILE}": large}
    report, written = collected(course, zipped(tree))
    assert set(written) == {"luis"}
    assert "bomb" in problems_of(report, "ana (")[0] and "larger than 20 MB" in problems_of(report, "eva (")[0]


def test_links_in_zips_and_folders_are_left_out(course: Course) -> None:
    buffer = BytesIO(zipped({f"luis/{FILE}": b"1", f"eva/{FILE}": b"1"}))
    with zipfile.ZipFile(buffer, "a") as archive:
        link = zipfile.ZipInfo(f"ana/{FILE}")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    report, written = collected(course, buffer.getvalue())
    assert set(written) == {"luis", "eva"} and "a link" in report.problems[0]
    folder = course.root / "folder"
    (folder / "ana").mkdir(parents=True)
    (folder / "sol").mkdir()
    (folder / "ana" / FILE).symlink_to("/etc/passwd")
    (folder / "sol" / FILE).write_bytes(b"1")
    (folder / "eva").symlink_to(folder / "sol")
    os.mkfifo(folder / "pipe.ipynb")
    report = collect(folder, TOPIC, course)
    assert set(tree_of(course.submitted)) == {"luis", "eva", "sol"} and len(report.problems) == 3


@pytest.mark.parametrize("linked", ["learner", "topic", "attempts", "notebook"])
def test_links_in_the_target_are_not_followed(course: Course, linked: str) -> None:
    elsewhere = course.root / "classroom" / "elsewhere"
    elsewhere.mkdir()
    folder = course.submitted / "ana" / TOPIC
    target = {"learner": folder.parent, "topic": folder, "attempts": folder / "attempts", "notebook": folder / FILE}[
        linked
    ]
    target.parent.mkdir(parents=True)
    target.symlink_to(elsewhere)
    (course.root / "export.zip").write_bytes(zipped({f"ana/{FILE}": b"1", f"luis/{FILE}": b"1"}))
    report = collect(course.root / "export.zip", TOPIC, course)
    assert list(elsewhere.iterdir()) == [] and (course.submitted / "luis" / TOPIC / FILE).read_bytes() == b"1"
    assert linked == "notebook" or "is a link" in report.problems[0]


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04" + b"\0" * 50])
def test_what_is_no_archive_says_so(course: Course, data: bytes) -> None:
    with pytest.raises(ArchiveError, match="neither a folder nor a zip"):
        collected(course, data)


def test_a_broken_member_is_one_learners_problem(course: Course) -> None:
    data = bytearray(zipped({f"ana/{FILE}": os.urandom(500), f"luis/{FILE}": b"1"}))
    at = data.index(FILE.encode()) + len(FILE) + 100
    data[at : at + 50] = b"\0" * 50
    report, written = collected(course, bytes(data))
    assert set(written) == {"luis"} and "cannot be unpacked" in problems_of(report, "ana (")[0]


def test_a_full_disk_for_one_is_no_end_for_the_others(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = attempts.save

    def save(folder: Path, *rest: object) -> None:
        if folder.parent.name == "ana":
            raise OSError(28, "No space left on device")
        whole(folder, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(attempts, "save", save)
    report: Report
    report, written = collected(course, zipped({f"ana/{FILE}": b"1", f"luis/{FILE}": b"1"}))
    assert set(written) == {"luis"} and "No space left" in report.problems[0]
