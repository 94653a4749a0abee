"""What one learner uploads never stops the class, and never puts work into somebody else's name."""

import io
import os
import random
import shutil
import struct
import tempfile
import zipfile
from pathlib import Path

import pytest
from exports import (
    FILE,
    PLATFORMS,
    TOPIC,
    Learner,
    Tree,
    answered,
    as_json,
    collected,
    make_course,
    problems_of,
    raw_zip,
    zipped,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_course import RIGHT, WRONG

from autograder import archives, collect, staging, topics
from autograder.bulk import grade_class
from autograder.course import Course
from autograder.sandbox.tiers import Tier


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path)


VICTIM, OTHER = "victimanna_101_9001_sums.ipynb", "bob_103_9003_sums.ipynb"
MALLORY = "malloryeve_102_9002_work.zip"
HONEST = {VICTIM: as_json("VICTIM"), OTHER: as_json("BOB")}
ATTACKS = {
    "a name of another's inside": zipped({"victimanna_101_9999_sums-99.ipynb": as_json("PLANTED")}),
    "a folder of Moodle's inside": zipped({f"Victimanna_5_assignsubmission_file_/{FILE}": as_json("PLANTED")}),
    "an entry without a name": raw_zip([(b"", b"1"), (b"/", b"2")]),
    "a NUL in a name": raw_zip([(b"\0/x", b"1"), (b"a\0.ipynb", b"2")]),
    "out of the archive": raw_zip([(b"../../victimanna/x.ipynb", b"1"), (b"/etc/x.ipynb", b"2"), (b"C:\\x", b"3")]),
    "50,001 empty files": raw_zip([(str(n).encode(), b"") for n in range(50_001)]),
    "no zip at all": b"PK no zip",
    "an empty zip": zipped({}),
    "a zip in a zip": zipped({"inner.zip": zipped({FILE: as_json("PLANTED")})}),
    "a bomb": zipped({FILE: b"0" * (30 << 20)}),
    "a directory that lies": raw_zip([(b"a", b"1")])[:-10] + struct.pack("<LLH", 0xFFFFFFF0, 0, 0),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_its_own_owners_problem(course: Course, attack: str) -> None:
    report, written = collected(course, zipped({**HONEST, MALLORY: ATTACKS[attack]}))
    assert {"victimanna-101": HONEST[VICTIM], "bob-103": HONEST[OTHER]}.items() <= written.items()
    assert set(written) <= {"victimanna-101", "bob-103", "malloryeve-102"}
    assert all("malloryeve-102" in problem and problem.isprintable() for problem in report.problems)
    if "inside" not in attack:
        assert problems_of(report, "malloryeve-102")


def test_nobody_floods_the_report(course: Course) -> None:
    bad = raw_zip([(b"../%d" % n, b"") for n in range(5000)])
    report, written = collected(course, zipped({**HONEST, MALLORY: bad}))
    assert {"victimanna-101", "bob-103"} <= set(written) and len(report.problems) <= 12
    assert any("4990 more of the kind" in problem for problem in report.problems)


def test_too_many_bytes_stop_whoever_sent_them(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        archives.Budget, "__init__", lambda self: self.__dict__.update(bytes_left=10**6, directory_left=10**4)
    )
    blob = os.urandom(400_000)
    tree = {f"zed_109_90{n:03d}_w{n}.zip": zipped({"x.bin": blob}) for n in range(6)}
    report, written = collected(course, zipped({**HONEST, **tree}))
    assert {"victimanna-101", "bob-103"} <= set(written)
    assert any("MB from one learner" in problem for problem in problems_of(report, "zed-109"))


def test_a_zip_of_an_honest_learners_is_that_learners(course: Course) -> None:
    tree = {VICTIM: HONEST[VICTIM], "honesthana_102_9002_sums.zip": zipped({FILE: as_json("HANA")})}
    assert collected(course, zipped(tree))[1]["honesthana-102"] == as_json("HANA")


@pytest.mark.parametrize(
    "planted",
    [f"mallory/anna/{FILE}", f"mallory/anna_1_2_{FILE}", f"mallory/Anna, A(anna)/Submission attachment(s)/{FILE}"],
)
def test_a_folder_inside_a_folder_names_nobody(course: Course, planted: str) -> None:
    tree = {f"anna/hw/{FILE}": as_json("A"), f"bob/hw/{FILE}": as_json("B"), f"mallory/m1/{FILE}": as_json("M")}
    written = collected(course, zipped({**tree, planted: as_json("PLANTED")}))[1]
    assert set(written) == {"anna", "bob", "mallory"} and written["anna"] == as_json("A")


@pytest.mark.parametrize(
    ("name", "refused"),
    [("x" * 81 + "A", False), ("x" * 100, False), ("x" * 101, True), ("名" * 90, True), ("x" * 85 + "B", False)],
)
def test_a_long_name_is_whole_or_refused(course: Course, name: str, refused: bool) -> None:
    """c6: a name that was cut for display was an identity, and merged two learners."""
    report, written = collected(course, zipped({f"{name}/{FILE}": b"1", f"{'x' * 85}C/{FILE}": b"2"}))
    assert (name.lower() in written) is not refused and written["x" * 85 + "c"] == b"2"
    assert len(report.problems) == refused


def test_a_long_folder_keeps_its_whole_name_when_it_is_graded(tmp_path: Path) -> None:
    names = ["x" * 85 + "A", "x" * 85 + "B"]
    for name in names:
        (tmp_path / name / TOPIC).mkdir(parents=True)
    assert [each.learner for each in staging.submissions(tmp_path, TOPIC)] == names


# ---------------------------------------------------------------- any archive with one hostile owner

INNER_NAMES = st.one_of(
    st.sampled_from([
        FILE, "sums-99.ipynb", "sums.ipynb.txt", "sums", "victimanna_101_9999_sums.ipynb", "timestamp.txt",
        f"Ana_500_assignsubmission_file/{FILE}", f"u500/01_sums/{FILE}", "submission_metadata.yml", "w.zip", "attempts",
        "HW_u500_attempt_2026-03-01-10-00-00_sums.ipynb", "link.html", "501_502_sums.ipynb", "attempts/attempts.json",
    ]),
    st.text(min_size=1, max_size=12),
)  # fmt: skip
CONTENTS = st.one_of(
    st.binary(max_size=30),
    st.text(max_size=20).map(as_json),
    st.dictionaries(INNER_NAMES.filter(lambda name: "\0" not in name), st.binary(max_size=20), max_size=3).map(zipped),
    st.lists(st.tuples(st.binary(max_size=8), st.binary(max_size=8)), max_size=3).map(raw_zip),
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    honest=st.integers(1, 4),
    uploads=st.dictionaries(INNER_NAMES, CONTENTS, min_size=1, max_size=4),
    shuffle=st.randoms(use_true_random=False),
)
@pytest.mark.parametrize("key", [key for key, each in PLATFORMS.items() if each.id])
def test_the_honest_ones_are_the_same_without_the_hostile_one(
    course: Course,
    judged: list[str],
    monkeypatch: pytest.MonkeyPatch,
    key: str,
    honest: int,
    uploads: Tree,
    shuffle: random.Random,
) -> None:
    """Their files, their ids, their times and their marks."""
    monkeypatch.setattr(topics, "EXAMS", course.root / "exams")
    platform = PLATFORMS[key]
    tree = {platform.place(Learner(at), FILE): answered(WRONG if at % 2 else RIGHT) for at in range(honest)}
    evil = {platform.place(Learner(40), name): data for name, data in uploads.items()}
    together = list({**platform.extra, **tree, **evil}.items())
    shuffle.shuffle(together)
    alone = outcome(course, list({**platform.extra, **tree}.items()))
    assert 4.0 in alone.values()
    assert outcome(course, together, without=platform.id_of(Learner(40))) == alone


def outcome(course: Course, files: list[tuple[str, bytes]], without: str = "") -> dict[str, object]:
    """Every learner's folder, byte for byte, every line about a learner, and the marks."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name, (2026, 3, 1, 10, 0, 0)), data)
    with tempfile.NamedTemporaryFile(suffix=".zip", dir=course.root) as file:
        file.write(buffer.getvalue())
        file.flush()
        report = collect.collect(Path(file.name), TOPIC, course, platform=None)
    paths = [path for path in course.submitted.rglob("*") if path.is_file()]
    found: dict[str, object] = {str(path.relative_to(course.submitted)): path.read_bytes() for path in paths}
    told = {each.learner: (each.name, each.file, each.when) for each in report.collected}
    graded = grade_class(TOPIC, 1, course=course, tier=Tier.FULL, dry_run=True).records
    marks = {record.learner: sum(each.score for each in record.exercises) for record in graded}
    shutil.rmtree(course.submitted)
    for learner, mark in marks.items():
        found[f"{learner}/mark"] = mark
    for learner, line in told.items():
        found[f"{learner}/told"] = line
    return {key: value for key, value in found.items() if not without or not key.startswith(f"{without}/")}
