"""The journal keeps what it was given, through crashes, and tells final records from faults of ours."""

import os
import stat
from pathlib import Path

import pytest

from autograder.journal import Journal
from autograder.records import ExerciseResult, Record
from autograder.verdicts import Verdict


def record(key: str = "k1", learner: str = "ada", score: float = 2.0, verdict: Verdict = Verdict.RIGHT) -> Record:
    result = ExerciseResult("add", score, 2.0, verdict)
    return Record(key=key, learner=learner, topic="01_sums", language="en", exercises=[result])


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "classroom" / "journal.jsonl")


def test_an_empty_journal_knows_nobody(journal: Journal) -> None:
    assert journal.find("k1", "ada") is None
    assert journal.latest("ada", "01_sums") is None
    assert journal.of_topic("01_sums") == [] and list(journal) == []


def test_what_was_appended_is_found_by_key_and_learner_also_by_another_process(journal: Journal) -> None:
    journal.append(record())
    for reader in (journal, Journal(journal.path)):
        assert reader.find("k1", "ada") == record()
        assert reader.find("k1", "bob") is None
        assert reader.find("k2", "ada") is None


def test_a_reader_sees_what_is_appended_after_it_looked(journal: Journal) -> None:
    reader = Journal(journal.path)
    assert reader.latest("ada", "01_sums") is None
    journal.append(record(score=0.0, verdict=Verdict.WRONG))
    assert reader.latest("ada", "01_sums") == record(score=0.0, verdict=Verdict.WRONG)


def test_the_latest_record_of_a_learner_counts_and_the_earlier_remain(journal: Journal) -> None:
    journal.append(record(key="old", score=0.0, verdict=Verdict.WRONG))
    journal.append(record(key="new"))
    journal.append(record(learner="bob"))
    assert [found.key for found in journal.of_topic("01_sums")] == ["new", "k1"]
    assert [found.key for found in journal] == ["old", "new", "k1"]
    assert journal.find("old", "ada") is not None


def test_a_grader_fault_is_shown_but_never_found_as_a_grade(journal: Journal) -> None:
    journal.append(record(key="before"))
    journal.append(record(score=0.0, verdict=Verdict.GRADER_FAULT))
    latest, final = journal.latest("ada", "01_sums"), journal.latest_final("ada", "01_sums")
    assert journal.find("k1", "ada") is None
    assert latest is not None and not latest.final
    assert final is not None and final.key == "before"


@pytest.mark.parametrize("cut", [1, 10, 60])
def test_a_torn_last_line_is_ignored_and_mended(journal: Journal, cut: int) -> None:
    journal.append(record(key="whole"))
    journal.append(record(key="torn"))
    os.truncate(journal.path, journal.path.stat().st_size - cut)
    reader = Journal(journal.path)
    assert [found.key for found in reader] == ["whole"]
    reader.append(record(key="next"))
    for each in (reader, Journal(journal.path)):
        assert [found.key for found in each] == ["whole", "next"]
        assert each.damaged_lines == 0


def test_a_torn_only_line_leaves_an_empty_journal(journal: Journal) -> None:
    journal.append(record())
    os.truncate(journal.path, 20)
    journal.append(record(key="next"))
    assert [found.key for found in Journal(journal.path)] == ["next"]


def test_a_damaged_line_costs_only_itself(journal: Journal) -> None:
    journal.append(record(key="a"))
    with journal.path.open("ab") as file:
        file.write(b'{"key": \xff}\n{"no": "record"}\n')
    journal.append(record(key="b"))
    reader = Journal(journal.path)
    assert [found.key for found in reader] == ["a", "b"]
    assert reader.damaged_lines == 2


def test_only_its_owner_reads_the_journal(journal: Journal) -> None:
    journal.append(record())
    assert stat.S_IMODE(journal.path.stat().st_mode) == 0o600
