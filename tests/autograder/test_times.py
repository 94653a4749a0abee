"""Moments, and how far they can be trusted."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from autograder.times import TimeError, When, late_by, moment, nbgrader_time, read_list, read_time

MADRID = ZoneInfo("Europe/Madrid")


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-01 10:00", "2026-03-01 09:00"),
        ("2026-07-01 10:00", "2026-07-01 08:00"),
        ("2026-03-01T10:00:00-05:00", "2026-03-01 15:00"),
        ("2026-03-01T10:00:00Z", "2026-03-01 10:00"),
        ("2026-03-01 10:00:00 UTC", "2026-03-01 10:00"),
        ("Sunday, 1 March 2026, 10:00 PM", "2026-03-01 21:00"),
        ("Sunday, March 1, 2026, 10:00 PM", "2026-03-01 21:00"),
        ("domingo, 1 de marzo de 2026, 22:00", "2026-03-01 21:00"),
        ("miércoles, 5 de agosto de 2026, 09:30", "2026-08-05 07:30"),
        ("31/03/2026 14:00", "2026-03-31 12:00"),
    ],
)
def test_times_as_platforms_write_them(text: str, utc: str) -> None:
    when = read_time(text, MADRID)
    assert when.sure and when.at == datetime.fromisoformat(f"{utc}+00:00")


@pytest.mark.parametrize("text", ["01/02/2026 10:00", "soon", "", "9" * 400])
def test_what_is_no_one_time_is_said(text: str) -> None:
    with pytest.raises(TimeError, match="write 2026-03-31"):
        read_time(text, MADRID)


@pytest.mark.parametrize(
    ("local", "doubt"),
    [((2026, 10, 25, 2, 30), "there twice"), ((2026, 3, 29, 2, 30), "put forward"), ((2026, 10, 25, 4, 0), "")],
)
def test_hours_that_were_there_twice_or_never_are_in_doubt(local: tuple[int, ...], doubt: str) -> None:
    when = moment(datetime(*local), MADRID)
    assert doubt in when.doubt and when.sure is (doubt == "")


def test_a_local_time_without_a_zone_is_in_doubt() -> None:
    assert not moment(datetime(2026, 3, 1), None).sure and moment(datetime(2026, 3, 1, tzinfo=UTC), None).sure
    assert moment(None, MADRID) == When()


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-01 10:00:00.000000 UTC", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("2026-03-01 10:00:00.000000 EST", datetime(2026, 3, 1, 15, tzinfo=UTC)),
        ("2026-03-01 10:00:00", datetime(2026, 3, 1, 10, tzinfo=UTC)),
        ("2026-03-01 10:00:00 QQQ", datetime(2026, 3, 1, 10)),
        ("yesterday morning", None),
        ("", None),
    ],
)
def test_nbgraders_timestamps_are_read_as_nbgrader_reads_them(text: str, utc: datetime | None) -> None:
    assert nbgrader_time(text) == utc


def test_a_list_finds_people_by_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "times.csv"
    path.write_text(
        "time,id,email\n2026-03-01T10:00Z,ana,\n2026-03-02T10:00Z,,Luis@uni.example\nsoon,eva,\n"
        "2026-03-03T10:00Z,sol,\n2026-03-04T10:00Z,sol,\n",
        encoding="utf-8",
    )
    found = read_list(path, None)
    assert found.problems == ["times.csv, line 4: 'soon' is no time; write 2026-03-31 14:00"]
    ana, sol = found.find(("id", "ANA")), found.find(("id", "sol"))
    assert ana is not None and ana.at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert found.find(("id", "x"), ("email", "luis@uni.example")) is not None and found.find(("id", "x")) is None
    assert sol is not None and not sol.sure and "2 times" in sol.doubt
    path.write_text("when,who\n1,2\n", encoding="utf-8")
    with pytest.raises(TimeError, match="has when, who"):
        read_list(path, None)


def test_lateness_counts_from_the_extension() -> None:
    due, at = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 3, tzinfo=UTC)
    assert late_by(When(at, ""), due) == timedelta(days=2) and late_by(When(at, ""), due, 2) == timedelta()
    assert (
        late_by(When(at, "in doubt"), due) is None
        and late_by(When(), due) is None
        and late_by(When(at, ""), None) is None
    )
