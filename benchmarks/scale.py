"""A large class in one run: seconds by hundreds, memory, an interruption, and a second run that finds nothing to do.

    python benchmarks/scale.py [--learners 1000] [--workers 2] [--interrupt 300]
    python benchmarks/scale.py --learners 10000 --simulated

The class is made of the banks of answers: right and wrong ones, and three in a hundred that attack or end the box. The
run is interrupted and begun again; whoever was examined is not examined again, which the journal shows. Simulated: the
examiner's record is there at once, so that staging, journal, marks and memory of ten thousand can be looked at.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from itertools import count
from pathlib import Path
from random import Random

import nbformat
from grading import Ours, used_cpu_s

from autograder import topics
from autograder.bulk import grade_class
from autograder.course import Course, put_tools_on_path
from autograder.desk import Desk
from autograder.journal import Journal
from autograder.notebook_files import to_bytes
from autograder.progress import ClassProgress
from autograder.records import ExerciseResult, PropertyResult, Record
from autograder.submission import Submission
from autograder.verdicts import Verdict

HOSTILE = (
    "import os\nos._exit(0)",
    "raise SystemExit",
    "open('/etc/shadow').read()",
    "import os\nos.kill(os.getppid(), 9)",
    "import os\nfor n in range(3, 60):\n    os.close(n)",
    "x = bytearray(3 << 30)",
)
HOSTILE_SHARE = 0.03


class ManyKinds(Ours):
    """A class whose answers are drawn from the banks."""

    def hand_in(self, learner: str, index: int) -> None:
        rng, topic = Random(index), topics.load(self.topic)
        submission = nbformat.from_dict(json.loads(json.dumps(self.master)))
        for cell in submission.cells:
            exercise = cell.id.removeprefix("answer_")
            if exercise != cell.id:
                kind = "right" if rng.random() < 0.7 else "wrong"
                answer = rng.choice(sorted((topic.path / exercise / kind).glob("*.py")))
                cell.source = f"{answer.read_text(encoding='utf-8')}\n# {learner}"
        if rng.random() < HOSTILE_SHARE:
            attacked = rng.choice([cell for cell in submission.cells if cell.id.startswith("answer_")])
            attacked.source = rng.choice(HOSTILE)
        path = self.submitted / learner / self.inside
        path.parent.mkdir(parents=True)
        path.write_bytes(to_bytes(submission))


class Simulated:
    """In place of a runner: everybody is right at once."""

    def grade(self, submissions: Iterable[Submission]) -> Iterator[Record]:
        for each in submissions:
            topic = topics.load(each.topic)
            yield Record(
                each.key, each.learner, each.topic, "es", [self._result(each, topic, name) for name in each.keys]
            )

    def _result(self, submission: Submission, topic: topics.Topic, name: str) -> ExerciseResult:
        spec = topic.exercises[name]
        found = [
            PropertyResult(key, True, each.weight, title=each.title("es")) for key, each in spec.properties.items()
        ]
        return ExerciseResult(name, spec.points, spec.points, Verdict.RIGHT, found, key=submission.keys[name])


class Curve:
    """Prints a line every ``step`` learners; interrupts once after ``interrupt`` of them."""

    def __init__(self, step: int, interrupt: int | None = None) -> None:
        self._step, self._interrupt, self._examined = step, interrupt, count(1)
        self._began = self._last = time.perf_counter()

    def __call__(self, now: ClassProgress) -> None:
        if now.done % self._step == 0 or now.done == now.total:
            here = time.perf_counter()
            hundred_s, self._last = here - self._last, here
            print(
                f"  {now.done:6} of {now.total}: {here - self._began:7.1f} s, the last {hundred_s:6.1f} s; "
                f"{now.per_minute:5.0f} a minute, {now.left_s:5.0f} s left; {memory_mb():4.0f} MB here",
                flush=True,
            )
        if next(self._examined) == self._interrupt:
            raise KeyboardInterrupt


def memory_mb() -> float:
    """Resident memory of this process, which drives the class."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def run(what: str, course: Course, topic: str, workers: int, curve: Curve | None) -> None:
    """One run, and what it did."""
    wall_s, cpu_s = time.perf_counter(), used_cpu_s()
    print(what, flush=True)
    try:
        summary = grade_class(topic, workers, curve, course=course)
    except KeyboardInterrupt:
        print(f"  interrupted after {time.perf_counter() - wall_s:.1f} s")
        return
    print(
        f"  {summary.seconds:.1f} s, {used_cpu_s() - cpu_s:.1f} s of computing: {summary.examined} examined, "
        f"{summary.reused} known, {summary.written} written, {len(summary.faults)} faults of ours; "
        f"load {os.getloadavg()[0]:.1f}"
    )


def main() -> None:
    """Makes the class, grades it, and prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--topic", default="04_transformers", choices=topics.names())
    parser.add_argument("--learners", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--interrupt", type=int, metavar="N", help="after so many examined; a third unless given")
    parser.add_argument("--simulated", action="store_true")
    options = parser.parse_args()
    put_tools_on_path()
    if options.simulated:
        Desk.runner = lambda desk, *_: nullcontext(Simulated())
    step = max(1, options.learners // 10)
    with tempfile.TemporaryDirectory() as folder:
        many = ManyKinds(Path(folder) / "course", options.topic)
        for index in range(options.learners):
            many.hand_in(f"learner-{index:05}", index)
        curve = Curve(step, options.interrupt or options.learners // 3)
        run("first run", many.course, options.topic, options.workers, curve)
        run("the same again", many.course, options.topic, options.workers, Curve(step))
        run("nothing to do", many.course, options.topic, options.workers, Curve(step))
        lines = sum(1 for _ in Journal(many.course.journal))
        print(f"journal: {lines} records of {options.learners} learners, {many.course.journal.stat().st_size >> 10} KB")


if __name__ == "__main__":
    main()
