"""When something was handed in, as archives of each platform and lists tell it."""

import struct
from datetime import UTC, datetime
from pathlib import Path

import pytest
from exports import FILE, TOPIC, collected, make_course, raw_zip, zipped

from autograder import attempts
from autograder.archives import Archive
from autograder.course import Course, CourseError


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path)


def test_the_download_is_no_hand_in_time_and_late_is_kept(course: Course) -> None:
    tree = {"gilana_11_901_sums.ipynb": b"1", "soleva_LATE_13_903_sums.ipynb": b"2"}
    report, _ = collected(course, zipped(tree, (2026, 3, 5, 9, 0, 0)))
    assert not any(course.submitted.rglob("timestamp.txt")) and not any(each.when.at for each in report.collected)
    assert any(note.endswith("late, says canvas") for note in report.notes)
    assert attempts.load(course.submitted / "soleva-13" / TOPIC)[0].late


def test_a_list_gives_times_by_number_name_or_id(course: Course) -> None:
    worksheet = course.root / "worksheet.csv"
    worksheet.write_text(
        "Identifier,Full name,Last modified (submission)\n"
        'Participant 1,Ana Gil,"Sunday, 1 March 2026, 10:00 PM"\n'
        'Participante 2,Ana Gil,"domingo, 1 de marzo de 2026, 22:30"\n'
        "Participant 3,Eva,-\n",
        encoding="utf-8",
    )
    course.config.HandingIn.zone = "America/Bogota"
    tree = {f"Ana Gil_{n}_assignsubmission_file/{FILE}": b"%d" % n for n in (1, 2, 3)}
    report, _ = collected(course, zipped(tree), handed_in=worksheet)
    found = {each.learner: each.when.at for each in report.collected}
    assert found == {
        "ana-gil-1": datetime(2026, 3, 2, 3, tzinfo=UTC),
        "ana-gil-2": datetime(2026, 3, 2, 3, 30, tzinfo=UTC),
        "ana-gil-3": None,
    }
    stamp = course.submitted / "ana-gil-1" / TOPIC / "timestamp.txt"
    assert (
        stamp.read_text() == "2026-03-02 03:00:00.000000 UTC\n"
        and len(list(course.submitted.rglob("timestamp.txt"))) == 2
    )


def test_a_local_time_counts_once_the_course_has_a_zone(course: Course) -> None:
    data = zipped({f"HW_agil_attempt_2026-03-01-10-00-00_{FILE}": b"1"})
    report, _ = collected(course, data)
    assert not report.collected[0].when.sure and any("in doubt" in note for note in report.notes)
    course.config.HandingIn.zone = "America/Bogota"
    report, _ = collected(course, data)
    assert report.collected[0].when.sure and report.collected[0].when.at == datetime(2026, 3, 1, 15, tzinfo=UTC)
    course.config.HandingIn.zone = "Nowhere"
    with pytest.raises(CourseError, match="no zone"):
        collected(course, data)


@pytest.mark.parametrize(
    ("path", "own", "hour"),
    [
        (f"agil+{TOPIC}+2026-03-01 10:00:00.0 UTC+r/", {}, 10),
        (f"agil+{TOPIC}+2026-03-01 10:00:00.0 EST/", {}, 15),
        (f"agil/{TOPIC}/", {f"agil/{TOPIC}/timestamp.txt": b"2026-03-01 10:00:00.000000 UTC"}, 10),
        ("HW/Gil, Ana(agil)/Submission attachment(s)/", {"HW/Gil, Ana(agil)/timestamp.txt": b"20260301100000123"}, 10),
        (
            "HW/Gil, Ana(agil)/Submission attachment(s)/",
            {"HW/Gil, Ana(agil)/timestamp.txt": b"2026-03-01T10:00:00Z"},
            10,
        ),
    ],
)
def test_platforms_that_write_the_time_are_believed(
    course: Course, path: str, own: dict[str, bytes], hour: int
) -> None:
    report, written = collected(course, zipped({path + FILE: b"1", **own}))
    assert set(written) == {"agil"} and report.collected[0].when.at == datetime(2026, 3, 1, hour, tzinfo=UTC)


def test_utc_fields_of_a_zip_are_read(course: Course) -> None:
    unix = struct.pack("<HHBl", 0x5455, 5, 1, 1_772_359_200)
    ntfs = struct.pack("<HHLHHQQQ", 0x000A, 32, 0, 1, 24, *[(1_772_359_200 + 11_644_473_600) * 10**7] * 3)
    for extra in (unix, ntfs):
        (course.root / "x.zip").write_bytes(raw_zip([(b"ana/x", b"")], extra=extra))
        with Archive(course.root / "x.zip") as archive:
            assert archive.entries()[0].packed == datetime(2026, 3, 1, 10, tzinfo=UTC)
