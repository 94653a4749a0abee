"""Worker, template, warden, box or coordinator of a real class is killed at moments that a seed draws.

``FAULTS=100`` kills a hundred times; the seed is ``FAULTS_SEED``.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder import demo
from autograder.box.linux import descendants, unless_gone
from autograder.course import Course
from autograder.journal import Journal
from tests import sandboxes

TOPIC = "04_transformers"
LEARNERS = ("right_einsum_es", "half_done_en", "no_mask_en", "untouched_es", "broken_json")
KILLS = int(os.environ.get("FAULTS", "5"))
SEED = os.environ.get("FAULTS_SEED", "2026")
GRADE = f"""
import os
from pathlib import Path
from autograder.bulk import grade_class
from autograder.course import Course
if __name__ == "__main__":
    grade_class("{TOPIC}", 2, course=Course.load(Path(os.environ["COURSE"])))
"""


def start(course: Course) -> subprocess.Popen[bytes]:
    script = course.root / "grade_it.py"  # a file: workers are spawned, and import it again
    script.write_text(GRADE, "utf-8")
    root = Path(demo.ROOT)
    variables = {**os.environ, "COURSE": str(course.root), "PYTHONPATH": str(root)}
    return subprocess.Popen([sys.executable, str(script)], env=variables, stdout=subprocess.DEVNULL)


def kinds(coordinator: int) -> dict[str, list[int]]:
    """What runs now, by what it is."""
    found: dict[str, list[int]] = {"coordinator": [coordinator]}
    for pid in descendants(coordinator):
        try:
            line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        signs = {"autograder.sandbox.warden": "warden", "box.template": "template or box", "spawn_main": "worker"}
        for sign, kind in signs.items():
            if sign in line:
                found.setdefault(kind, []).append(pid)
    return found


def outcome(course: Course) -> dict[str, tuple[float, list[tuple[str, float, str]]]]:
    """Learner -> the gradebook's score, and of each exercise the mark and verdict that the journal has."""
    with Gradebook(course.db_url) as gradebook:
        scores = {each.student.id: each.score for each in gradebook.assignment_submissions(TOPIC)}
    return {
        record.learner: (
            scores[record.learner],
            [(each.exercise, each.score, each.verdict.value) for each in record.exercises],
        )
        for record in Journal(course.journal).of_topic(TOPIC)
    }


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_marks_are_those_of_an_undisturbed_run(tmp_path: Path) -> None:
    sandboxes.best_tier_here()
    draw = random.Random(SEED)
    course = demo.make_course(tmp_path / "course")
    course.seed()
    demo.load_corpus().build_class(course.submitted, LEARNERS)
    spare = tmp_path / "spare"
    shutil.copytree(course.root, spare, symlinks=True)
    start_s = time.monotonic()
    assert start(course).wait() == 0
    whole_s = time.monotonic() - start_s
    undisturbed = outcome(course)
    assert set(undisturbed) == set(LEARNERS)
    for number in range(KILLS):
        shutil.rmtree(course.root)
        shutil.copytree(spare, course.root, symlinks=True)
        running = start(course)
        time.sleep(draw.uniform(0.1, 0.9) * whole_s)
        kind, pids = draw.choice(sorted(kinds(running.pid).items()))
        with unless_gone():
            os.kill(draw.choice(pids), signal.SIGKILL)
        running.wait()
        assert start(course).wait() == 0
        assert outcome(course) == undisturbed, f"seed {SEED}, kill {number}: a {kind}"
