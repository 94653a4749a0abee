"""Whatever goes wrong while a class is graded, the same command then gives the marks of an undisturbed run."""

import json
import os
import random
import shutil
import sqlite3
import time
from functools import partial
from pathlib import Path

import faults
import pytest
import tiny_course
from faults import MARKS, Ended, grade, in_child, marks, must_be_whole

from autograder import journal, topics
from autograder.box import linux
from autograder.course import Course
from autograder.gradebook_cells import SQLITE
from autograder.gradebook_file import alone

KILLS = int(os.environ.get("FAULTS", "12"))
SEED = os.environ.get("FAULTS_SEED", "2026")
MS_REMOUNT = 32


def gradebook_of(course: Course) -> Path:
    return Path(course.db_url.removeprefix(SQLITE))


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, judged: list[str]) -> Course:
    """Not graded yet; its answers are judged by reading."""
    root = tmp_path / "course"
    root.mkdir()
    made = tiny_course.make(root)
    monkeypatch.setattr(topics, "EXAMS", root / "exams")
    monkeypatch.setattr("nbgrader.api.get_alembic_version", tiny_course.alembic_version)
    tiny_course.alembic_version()
    faults.hand_in_class(made)
    return made


def test_the_undisturbed_class(course: Course) -> None:
    assert in_child(lambda: grade(course)) == Ended(0, "")
    assert marks(course) == MARKS


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_killed_at_any_moment(course: Course, tmp_path: Path) -> None:
    """Killed again and again until it has come through, at moments that the seed draws."""
    draw = random.Random(SEED)
    spare = tmp_path / "spare"
    shutil.copytree(course.root, spare)
    start_s = time.monotonic()
    assert in_child(lambda: grade(course)).status == 0
    whole_s = time.monotonic() - start_s
    killed = 0
    while killed < KILLS:
        shutil.rmtree(course.root)
        shutil.copytree(spare, course.root)
        for _ in range(3):
            ended = in_child(lambda: grade(course), kill_after_s=draw.uniform(0, whole_s))
            killed += ended.status == -9
        assert in_child(lambda: grade(course)) == Ended(0, "")
        assert marks(course) == MARKS, f"seed {SEED}, after {killed} kills"


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_disk_full_at_each_write(course: Course) -> None:
    """On a disk that grows by a few blocks whenever it was full."""
    answer = course.root.parent / "answer.json"
    ended = in_child(lambda: answer.write_text(json.dumps(grade_on_a_small_disk(course))))
    if ended.said.startswith(("PermissionError", "OSError: [Errno 1]")):
        pytest.skip("no disk can be mounted here")
    assert ended == Ended(0, "")
    said = json.loads(answer.read_text())
    assert said.pop("marks") == MARKS
    failures = [each["said"] for each in said["attempts"] if each["status"]]
    assert len(failures) >= 5
    assert [each for each in failures if "No space left" not in each and "full" not in each] == []


def grade_on_a_small_disk(course: Course) -> dict[str, object]:
    """What each attempt ended with, and the marks once there was room."""
    content, parent = course.root, course.root.parent
    kept = parent / "kept"
    content.rename(kept)
    content.mkdir()
    uid, gid = os.getuid(), os.getgid()
    linux.unshare(linux.NEW_MOUNTS | (linux.NEW_USER if uid else 0))
    if uid:
        linux.map_own_ids(uid, gid)
    linux.make_mounts_private()
    linux.mount_tmpfs(content, 1 << 20, 0o755, 100_000)
    shutil.copytree(kept, content, dirs_exist_ok=True)
    disk = os.statvfs(content)
    used_kb = (disk.f_blocks - disk.f_bfree) * disk.f_frsize // 1024
    attempts = []
    for more_kb in range(0, 4000, 24):
        linux.mount("tmpfs", content, "tmpfs", MS_REMOUNT, f"size={used_kb + more_kb}k")
        ended = in_child(lambda: must_be_whole(course))
        attempts.append({"status": ended.status, "said": ended.said})
        if ended.status == 0:
            break
    return {"attempts": attempts, "marks": marks(course)}


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_out_of_descriptors(course: Course) -> None:
    ended = [in_child(partial(faults.grade_with_descriptors, course, most)) for most in range(4, 40, 3)]
    failures = [each.said for each in ended if each.status]
    assert len(failures) >= 2 and [said for said in failures if "GraderFault" in said] == []
    assert in_child(lambda: must_be_whole(course)) == Ended(0, "")
    assert marks(course) == MARKS


@pytest.mark.slow
def test_journal_cut_in_the_middle_of_a_record(course: Course) -> None:
    assert in_child(lambda: grade(course)).status == 0
    whole, draw = course.journal.read_bytes(), random.Random(SEED)
    for cut in [draw.randrange(len(whole)) for _ in range(6)]:
        course.journal.write_bytes(whole[:cut])
        if cut % 2:
            gradebook_of(course).unlink()
        assert in_child(lambda: grade(course)) == Ended(0, ""), f"seed {SEED}, cut at {cut}"
        assert marks(course) == MARKS


def test_the_second_of_two_is_told_to_wait(course: Course) -> None:
    with alone(course):
        ended = in_child(lambda: grade(course))
    assert ended.status == 1 and "graded by another process" in ended.said
    assert in_child(lambda: grade(course)) == Ended(0, "")
    assert marks(course) == MARKS


@pytest.mark.slow
def test_two_at_once(course: Course) -> None:
    pids = []
    for pause_s in (0.0, 0.3):
        time.sleep(pause_s)
        pid = os.fork()
        if pid == 0:
            try:
                grade(course)
            finally:
                os._exit(0)
        pids.append(pid)
    for pid in pids:
        os.waitpid(pid, 0)
    assert in_child(lambda: must_be_whole(course)) == Ended(0, "")
    assert marks(course) == MARKS


def test_gradebook_that_another_program_has_locked(course: Course) -> None:
    assert in_child(lambda: grade(course)).status == 0
    tiny_course.hand_in(course, "new", tiny_course.RIGHT)
    other = sqlite3.connect(gradebook_of(course), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    ended = in_child(lambda: grade(course))
    other.execute("ROLLBACK")
    assert ended.status == 1 and ended.said.startswith("GradebookError") and "locked" in ended.said
    assert in_child(lambda: grade(course)) == Ended(0, "")
    assert marks(course) == {**MARKS, "new": 4.0}


def test_gradebook_that_a_reboot_left_in_the_middle_of_writing(course: Course) -> None:
    """SQLite's own journal lies beside it, and a name for a lock that nobody holds."""
    assert in_child(lambda: grade(course)).status == 0
    path = gradebook_of(course)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA cache_spill = 1")
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN")
    connection.execute("UPDATE grade SET auto_score = 1")
    for name in (path.name, f"{path.name}-journal"):
        shutil.copy(path.parent / name, path.parent / f"copy-{name}")
    connection.execute("ROLLBACK")
    connection.close()
    for name in (path.name, f"{path.name}-journal"):
        (path.parent / f"copy-{name}").replace(path.parent / name)
    assert in_child(lambda: grade(course)) == Ended(0, "")
    assert marks(course) == MARKS


def test_clock_that_was_set_back(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    assert in_child(lambda: grade(course)).status == 0
    tiny_course.hand_in(course, "bob", f"{tiny_course.RIGHT}  # mended")
    monkeypatch.setattr(journal, "_now", lambda: "1999-12-31 23:59:59")
    assert in_child(lambda: grade(course)) == Ended(0, "")
    assert marks(course) == {**MARKS, "bob": 4.0}


def test_gradebook_of_another_version_is_told(course: Course) -> None:
    assert in_child(lambda: grade(course)).status == 0
    tiny_course.hand_in(course, "new", tiny_course.RIGHT)
    with sqlite3.connect(gradebook_of(course)) as other:
        other.execute("ALTER TABLE grade RENAME COLUMN auto_score TO another_name")
    ended = in_child(lambda: grade(course))
    assert ended.status == 1 and ended.said.startswith("GradebookError") and "nbgrader db upgrade" in ended.said
    with sqlite3.connect(gradebook_of(course)) as other:
        other.execute("ALTER TABLE grade RENAME COLUMN another_name TO auto_score")
    assert in_child(lambda: grade(course)) == Ended(0, "")
    assert marks(course) == {**MARKS, "new": 4.0}
