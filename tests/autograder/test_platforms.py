"""Each platform's grammar, and a class of forty on each: everybody's work lands with who handed it in."""

import unicodedata
from pathlib import Path

import pytest
from exports import (
    FILE,
    PLATFORMS,
    TOPIC,
    Learner,
    Platform,
    Tree,
    answered,
    collected,
    make_course,
    of_another_topic,
    problems_of,
    raw_zip,
    untouched,
    zipped,
)

from autograder.class_commands import NAMES
from autograder.course import Course
from autograder.identity import learner_id
from autograder.platforms import READERS, choose, named


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path)


def test_the_command_offers_every_reader() -> None:
    assert tuple(reader.name for reader in READERS) == NAMES


# name → platform, id, and what is the learner's own part
GRAMMAR = {
    "gilana_11_901_sums.ipynb": ("canvas", "gilana-11", "sums.ipynb"),
    "gilana_LATE_11_901_sums.ipynb": ("canvas", "gilana-11", "sums.ipynb"),
    "gilana_late_11_901_sums.ipynb": ("canvas", "gilana-11", "sums.ipynb"),
    "gilana_11_901_01_sums.ipynb": ("canvas", "gilana-11", "01_sums.ipynb"),
    "user_oneana_11_901_sums-2.ipynb": ("canvas", "user_oneana-11", "sums-2.ipynb"),
    "gilana_LATE_11_901_7_sums.ipynb": ("canvas", "gilana-11", "7_sums.ipynb"),
    "gil_late_ana_LATE_11_901_sums.ipynb": ("canvas", "gil_late_ana-11", "sums.ipynb"),
    "groupa_11_901_sums.ipynb": ("canvas", "groupa-11", "sums.ipynb"),
    "anon_Ab3De_901_sums.ipynb": ("canvas", "anon-Ab3De", "sums.ipynb"),
    "LATE_anon_aB3De_901_sums.ipynb": ("canvas", "anon-aB3De", "sums.ipynb"),
    "Ana Gil_7_assignsubmission_file/sub/a.ipynb": ("moodle", "ana-gil-7", "sub/a.ipynb"),
    "Ana Gil_7_assignsubmission_file_/a.ipynb": ("moodle", "ana-gil-7", "a.ipynb"),
    "Ana Gil_7_assignsubmission_file_a_1.ipynb": ("moodle", "ana-gil-7", "a_1.ipynb"),
    "Participant_7_assignsubmission_file_/a.ipynb": ("moodle", "participant-7", "a.ipynb"),
    "Equipo B_7_assignsubmission_file/a.ipynb": ("moodle", "equipo-b-7", "a.ipynb"),
    "Default group_assignsubmission_file/a.ipynb": ("moodle", "default-group", "a.ipynb"),
    "HW_4_agil_attempt_2026-03-01-10-00-00_a_attempt_b.ipynb": ("blackboard", "agil", "a_attempt_b.ipynb"),
    "39-25 - Ana Gil - Sep 24, 2026 926 PM/a.ipynb": ("brightspace", "ana-gil-25", "a.ipynb"),
    "39-25 - Ana Gil - September 4, 2026 12:05 AM - a.ipynb": ("brightspace", "ana-gil-25", "a.ipynb"),
    "HW/Gil, Ana(agil)/Submission attachment(s)/a.ipynb": ("sakai", "agil", "a.ipynb"),
    "HW/Gil, Ana(agil)_Submission attachment(s)_a.ipynb": ("sakai", "agil", "a.ipynb"),
    "hw4-submissions/hw4-Ana-Gil/src/a.ipynb": ("github_classroom", "ana-gil", "src/a.ipynb"),
    "agil+01_sums+2026-03-01 10:00:00.5 UTC/a.ipynb": ("nbgrader", "agil", "a.ipynb"),
    "agil+01_sums+2026-03-01 10:00:00.5 CET+q-_=/a.ipynb": ("nbgrader", "agil", "a.ipynb"),
    "agil/01_sums/a.ipynb": ("nbgrader", "agil", "a.ipynb"),
    "Ana/sub/a.ipynb": ("plain", "ana", "sub/a.ipynb"),
    "Ana Gil - sums.ipynb": ("plain", "ana-gil", "Ana Gil - sums.ipynb"),
    "sums_Ana Gil.ipynb": ("plain", "ana-gil", "sums_Ana Gil.ipynb"),
    "Ana Gil - sums (2).ipynb": ("plain", "ana-gil", "Ana Gil - sums (2).ipynb"),
    "ana.zip": ("plain", "ana", "ana.zip"),
}


@pytest.mark.parametrize("path", GRAMMAR)
def test_every_form_of_a_name_is_read(path: str) -> None:
    platform, learner, file = GRAMMAR[path]
    parts = tuple(path.split("/"))
    reader = choose([parts], "export", TOPIC)
    assert reader is not None and reader.name == platform
    place = reader.place(parts)
    assert place is not None and place.owner is not None
    assert (place.owner.id, "/".join(place.file), place.kind) == (learner, file, "file")


@pytest.mark.parametrize(
    ("path", "kind", "late"),
    [
        ("pazluis_12_link.html", "link", False),
        ("pazluis_LATE_12_text.html", "text", True),
        ("anon_Ab3De_text.html", "text", False),
        ("Ana Gil_7_assignsubmission_onlinetext_/onlinetext.html", "text", False),
        ("Ana Gil_7_assignfeedback_file_/mark.pdf", "own", False),
        ("HW_agil_attempt_2026-03-01-10-00-00.txt", "text", False),
    ],
)
def test_what_is_no_file_of_a_learners_is_known(path: str, kind: str, late: bool) -> None:
    parts = tuple(path.split("/"))
    reader = choose([parts], "export", TOPIC)
    place = reader.place(parts) if reader else None
    assert place is not None and (place.kind, place.late) == (kind, late)


def test_a_name_that_can_be_read_in_two_ways_is_nobodys_until_a_roster_settles_it() -> None:
    reader = named("canvas", "", TOPIC)
    two_ways = reader.place(("ana_101_102_9002_sums.ipynb",))  # named ana_101, or a file called 9002_sums
    assert two_ways is not None and two_ways.owner is None and "101 or 102" in two_ways.problem
    reader.known_users = frozenset(("102",))  # type: ignore[attr-defined]
    settled = reader.place(("ana_101_102_9002_sums.ipynb",))
    assert settled is not None and settled.owner is not None and settled.owner.number == "102"


@pytest.mark.parametrize(("other", "same"), [("JOSÉ  pérez", True), ("José-Pérez", True), ("Jose Perez", False)])
def test_two_forms_of_one_name_are_one_name(other: str, same: bool) -> None:
    assert (learner_id(unicodedata.normalize("NFD", "José Pérez")) == learner_id(other)) is same


@pytest.mark.parametrize("name", ["..", "-rf", "a*b", ".hidden", "=1+1", "a,b", "\u202egnp.ana", "a/b", "../x"])
def test_odd_names_get_safe_ids_that_keep_them_apart(name: str) -> None:
    safe = learner_id(name)
    assert not set(safe) & set("/*=,\u202e") and ".." not in safe and safe[0] not in "-."
    assert safe != learner_id("".join(char for char in name if char.isalnum())), "what is lost is in the hash"


def test_what_fits_no_platform_is_refused_with_what_was_seen(course: Course) -> None:
    with pytest.raises(Exception, match=r"fits no platform.*notes\.pdf.*--platform NAME: moodle"):
        collected(course, zipped({"notes.pdf": b"1", "more.txt": b"2"}))
    with pytest.raises(Exception, match="is not moodle's"):
        collected(course, zipped({f"ana/{FILE}": b"1"}), platform="moodle")


def test_a_single_folder_of_folders_is_not_guessed_at(course: Course) -> None:
    data = zipped({f"2026/ana/{FILE}": b"1", f"2026/luis/{FILE}": b"2"})
    with pytest.raises(Exception, match="--inside 2026"):
        collected(course, data)
    assert collected(course, data, inside="2026")[1] == {"ana": b"1", "luis": b"2"}
    assert set(collected(course, data, platform="plain")[1]) == {"ana", "luis", "2026"}


# ---------------------------------------------------------------- forty learners


def right(at: int) -> bytes:
    return answered(f"def add(a, b):\n    return a + b + {at} - {at}")


def class_of_forty(platform: Platform) -> tuple[Tree, dict[str, bytes]]:
    """36 who hand in plainly, oddly or twice; and four hostile ones: the archive, and what must be chosen of whom."""
    tree, chosen = dict(platform.extra), {}
    many = zipped({str(n): b"" for n in range(3000)})
    victim = platform.place(Learner(0), "sums-99.ipynb")
    for at in range(40):
        learner, mine = Learner(at), right(at)
        odd = {
            30: {FILE: untouched("es"), "work.zip": zipped({"es/sums.ipynb": untouched("es"), "en/sums.ipynb": mine})},
            31: {"sums.ipynb.txt": mine},
            32: {"sums": mine},
            33: {"products.ipynb": of_another_topic(), "Sums (2).ipynb": mine},
            34: {FILE: mine + b"\n}\x00\xff garbage"},
            35: {"homework.json": mine, "notes.pdf": b"%PDF"},
            36: {FILE: mine, "attack.zip": zipped({victim: right(99), f"{victim}/{FILE}": right(98)})},
            37: {FILE: mine, "attack.zip": raw_zip([(b"", b"1"), (b"\0", b"2"), (b"../../x", b"3")])},
            38: {FILE: mine, "attack.zip": many},
            39: {FILE: mine, "bomb.zip": zipped({FILE: b"0" * (3 << 20)})},
        }
        for file, data in odd.get(at, {FILE: mine}).items():
            tree[platform.place(learner, file)] = data
        chosen[platform.id_of(learner)] = mine if at not in (34, 36) else b""
    return tree, chosen


@pytest.mark.parametrize("key", [key for key, each in PLATFORMS.items() if each.id])
def test_a_class_of_forty_is_collected_as_it_was_handed_in(course: Course, key: str) -> None:
    platform = PLATFORMS[key]
    tree, chosen = class_of_forty(platform)
    report, written = collected(course, zipped(tree))
    assert report.platform == platform.name
    assert set(written) == set(chosen), "everybody, and nobody else"
    wrong = [learner for learner, data in chosen.items() if data and written[learner] != data]
    assert wrong == []
    for learner in map(platform.id_of, map(Learner, range(30))):
        assert problems_of(report, f"{learner} (") == []
    assert problems_of(report, f"{platform.id_of(Learner(37))} ("), "bad entries are their owner's problem"


def test_names_of_any_language_become_ids_with_the_platforms_number(course: Course) -> None:
    platform = PLATFORMS["moodle names"]
    tree = {platform.place(Learner(at), FILE): right(at) for at in range(12)}
    report, written = collected(course, zipped(tree))
    assert report.problems == []
    assert written["ana-gil-500"] == right(0) and written["ana-gil-507"] == right(7), "namesakes stay apart"
    assert {"maría-josé-ñu-502", "josé-pérez-503", "李明-504", "олег-иванов-505", "कविता-509"} <= set(written)
    alone, _ = collected(course, zipped({platform.place(Learner(7), FILE): right(7)}))
    assert [each.learner for each in alone.collected] == ["ana-gil-507"], "an id depends on nobody else"
