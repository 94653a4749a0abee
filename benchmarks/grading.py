"""Submissions a minute and seconds of computing for each, against stock nbgrader on the same right submissions.

    python benchmarks/grading.py [--topic 04_transformers] [--submissions 60] [--workers 2]

Both grade the same notebooks, without teaching cells, in turn: a part of the class by ours, one of the same learners by
stock, and so on. Ours is all that `autograder grade` does for a class, and everybody's feedback: stage, examine in the
sandbox, journal, gradebook, autograded notebook. Stock is nbgrader's own autograde and generate_feedback, one learner
at a time as it works, with its own preprocessors and hidden tests of the same kind, asserts in the check cells.
Starting Python, importing nbgrader and the warm templates are counted for neither.

On a machine that does other things too, the clock says little; so the seconds of computing of all processes are counted
as well, and the ratio that follows from them: ours keeps all workers' cores busy, stock one.
"""

import argparse
import contextlib
import json
import logging
import os
import shutil
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import nbformat
import pytest
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from rich.console import Console
from rich.table import Table
from traitlets.config import Config

from autograder import examiner, feedback, staging, topics
from autograder.box import linux
from autograder.bulk import grade_class
from autograder.course import CONFIG_NAME, Course, put_tools_on_path
from autograder.desk import Desk
from autograder.gradebook import GradebookWriter
from autograder.journal import Journal
from autograder.notebook import notebook_name
from autograder.notebook_files import to_bytes
from autograder.sandbox import proc
from autograder.sandbox.process import Template
from autograder.session import Session
from autograder.worker import Worker

ROOT = Path(__file__).resolve().parents[1]
LANGUAGE = "es"
PARTS = {
    "stage": (Desk, "stage"),
    "fork": (Template, "spawn"),
    "cells": (Session, "run_cell"),
    "exam": (examiner, "examine"),
    "journal": (Journal, "append"),
    "gradebook": (GradebookWriter, "write"),
    "feedback": (feedback, "write"),
}
# What a teacher would write into the check cells for stock nbgrader; values by torch itself.
HIDDEN = {
    "scaled_dot_product_attention": """
for shape, m, d_v in (((2, 3, 4, 5), 6, 7), ((4, 5), 3, 2), ((1, 1, 8), 1, 3), ((3, 7, 16), 9, 4)):
    for dtype in (torch.float32, torch.float64):
        q, k, v = (torch.randn(*shape[:-2], *end, dtype=dtype) for end in (shape[-2:], (m, shape[-1]), (m, d_v)))
        mask = torch.rand(shape[-2], m) < 0.7
        mask[:, 0] = True
        for each in (None, mask):
            kept = [x.clone() for x in (q, k, v)]
            output, weights = scaled_dot_product_attention(q, k, v, each)
            expected = torch.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=each)
            torch.testing.assert_close(output, expected)
            torch.testing.assert_close(weights.sum(-1), torch.ones(shape[:-1], dtype=dtype))
            assert all(torch.equal(x, y) for x, y in zip(kept, (q, k, v)))
        q.requires_grad_()
        scaled_dot_product_attention(q, k, v)[0].sum().backward()
        assert q.grad is not None and torch.isfinite(q.grad).all()
""",
    "causal_mask": """
for n in (1, 2, 5, 16, 33):
    assert torch.equal(causal_mask(n), torch.ones(n, n).tril().bool())
""",
    "MultiHeadAttention": """
for d_model, n_heads in ((8, 2), (12, 3), (16, 1), (16, 16)):
    yours, theirs = MultiHeadAttention(d_model, n_heads), nn.MultiheadAttention(d_model, n_heads, batch_first=True)
    projections = (yours.q_proj, yours.k_proj, yours.v_proj)
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.cat([p.weight for p in projections]))
        theirs.in_proj_bias.copy_(torch.cat([p.bias for p in projections]))
        theirs.out_proj.weight.copy_(yours.out_proj.weight)
        theirs.out_proj.bias.copy_(yours.out_proj.bias)
    x, y = torch.randn(3, 5, d_model), torch.randn(3, 7, d_model)
    mask = torch.rand(5, 7) < 0.7
    mask[:, 0] = True
    for args, key, each in (((x,), x, None), ((x, y), y, None), ((x, y, y), y, mask)):
        theirs_mask = None if each is None else ~each
        expected = theirs(x, key, key, attn_mask=theirs_mask, need_weights=False)[0]
        torch.testing.assert_close(yours(*args, mask=each), expected, rtol=1e-4, atol=1e-5)
try:
    MultiHeadAttention(10, 3)
    raise AssertionError("3 heads do not divide 10")
except ValueError:
    pass
""",
    "sinusoidal_positions": """
for n, d_model in ((1, 2), (7, 6), (50, 16), (128, 32)):
    table = sinusoidal_positions(n, d_model)
    assert table.shape == (n, d_model) and table.dtype == torch.float32
    angle = torch.arange(n).double()[:, None] / 10000 ** (torch.arange(0, d_model, 2).double() / d_model)
    torch.testing.assert_close(table[:, 0::2], angle.sin().float())
    torch.testing.assert_close(table[:, 1::2], angle.cos().float())
""",
    "apply_temperature": """
for shape in ((7,), (3, 7), (2, 3, 7)):
    for dtype in (torch.float32, torch.float64):
        x = torch.randn(shape, dtype=dtype)
        torch.testing.assert_close(apply_temperature(x, 0.7), x / 0.7)
""",
    "top_k_filter": """
for shape, k in (((9,), 3), ((4, 9), 1), ((2, 3, 9), 20)):
    x = torch.randn(shape)
    kept = top_k_filter(x, k) > -math.inf
    assert (kept.sum(-1) == min(k, 9)).all() and torch.equal(x.where(kept, -math.inf), top_k_filter(x, k))
    assert (x.where(kept, math.inf).amin(-1) >= x.where(~kept, -math.inf).amax(-1)).all()
""",
    "top_p_filter": """
for shape, p in (((9,), 0.3), ((4, 9), 0.6), ((2, 3, 9), 1.0)):
    x = torch.randn(shape)
    kept = top_p_filter(x, p) > -math.inf
    share = x.softmax(-1).where(kept, 0).sum(-1)
    least = x.softmax(-1).where(kept, 1).amin(-1)
    assert (share >= p - 1e-5).all() and (share - least < p).all()
""",
    "sample": """
x, u = torch.randn(50, 9), torch.rand(50)
ends = x.softmax(-1).cumsum(-1)
token = sample(x, u)
assert token.dtype == torch.long and (ends.gather(1, token[:, None])[:, 0] > u - 1e-6).all()
assert (ends.gather(1, (token - 1).clamp(min=0)[:, None])[:, 0].where(token > 0, 0) <= u + 1e-6).all()
""",
    "beam_search": """
table = torch.randn(7, 7).log_softmax(-1)
found = beam_search(lambda tokens: table[tokens[:, -1]], torch.tensor([3]), 3, 4, 99)
assert len(found) == 3
for tokens, score in found:
    steps = zip(list(tokens)[:-1], list(tokens)[1:])
    assert len(tokens) == 5 and abs(sum(table[a, b].item() for a, b in steps) - float(score)) < 1e-4
""",
    "KVCache": """
cache, parts = KVCache(2), []
for new in (4, 1, 2):
    parts.append((torch.randn(2, 3, new, 5), torch.randn(2, 3, new, 5)))
    keys, values = cache.update(0, *parts[-1])
    assert torch.equal(keys, torch.cat([key for key, _ in parts], dim=2)) and cache.length == keys.shape[2]
try:
    cache.update(2, *parts[0])
    raise AssertionError("there is no layer 2")
except IndexError:
    pass
""",
    "generate_with_cache": """
class Model:
    def __init__(self):
        self.fed, self.table = 0, torch.randn(9, 9)

    def new_cache(self):
        return []

    def __call__(self, tokens, cache=None):
        self.fed += tokens.shape[1]
        return self.table[tokens]

model, prompt = Model(), torch.randint(9, (1, 4))
text = generate_with_cache(model, prompt, 5)
assert text.shape == (1, 9) and 8 <= model.fed <= 9
assert torch.equal(model.table[text[:, 3:-1]].argmax(-1), text[:, 4:])
""",
}


@dataclass(frozen=True)
class Part:
    """What one grader did in its turn."""

    submissions: int
    wall_s: float
    cpu_s: float
    full_marks: int


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--topic", default="04_transformers", choices=topics.names())
    parser.add_argument("--submissions", type=int, default=60, metavar="N")
    parser.add_argument("--turns", type=int, default=3, metavar="N")
    parser.add_argument("--workers", type=int, default=2, metavar="N")
    options = parser.parse_args()
    put_tools_on_path()
    warnings.simplefilter("ignore")
    os.environ["PYTHONWARNINGS"] = "ignore"
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        ours, stock = (kind(Path(folder) / kind.__name__, options.topic) for kind in (Ours, Stock))
        learners = [f"learner_{index:03d}" for index in range(options.submissions)]
        shares = [learners[turn :: options.turns] for turn in range(options.turns)]
        with ours.ready(options.workers):
            warm = [f"first_{index}" for index in range(options.workers)]
            turns = {"ours": [ours.turn(warm)], "stock": [stock.turn(warm[:1])]}  # unmeasured
            for share in shares:
                turns["ours"].append(ours.turn(share))
                turns["stock"].append(stock.turn(share[:1]))
        show({name: done[1:] for name, done in turns.items()}, options.workers, options.topic)
        show_parts(ours, learners[: min(8, len(learners))])


def used_cpu_s() -> float:
    """Computing of this process and all below it, those that were waited for included."""
    return sum(map(proc.cpu_s, [os.getpid(), *linux.descendants(os.getpid())]))


class Class:
    """A course in a folder of its own, whose masters have no teaching cells."""

    def __init__(self, root: Path, topic: str) -> None:
        self.root, self.submitted, self.topic = root, root / "classroom" / "submitted", topic
        self.inside = Path(topic) / f"{notebook_name(topic)}.ipynb"
        self.master = nbformat.read(ROOT / "notebooks" / LANGUAGE / self.inside, as_version=4)
        self.master.cells = [cell for cell in self.master.cells if "demo" not in cell.metadata.get("tags", [])]
        self.prepare()
        path = root / "notebooks" / LANGUAGE / self.inside
        path.parent.mkdir(parents=True)
        nbformat.write(self.master, path)

    def prepare(self) -> None:
        """Changes the master before it is written."""

    def turn(self, learners: list[str]) -> Part:
        """Grades these learners, who hand in first."""
        for index, learner in enumerate(learners):
            self.hand_in(learner, index)
        wall_s, cpu_s = time.perf_counter(), used_cpu_s()
        marks = self.grade(learners)
        done = time.perf_counter() - wall_s, used_cpu_s() - cpu_s
        return Part(len(marks), *done, sum(mark == 1.0 for mark in marks))

    def grade(self, learners: list[str]) -> list[float]:
        """The share of the marks that each earns."""
        raise NotImplementedError

    def hand_in(self, learner: str, index: int) -> None:
        """The bank's right answers; learner ``index`` takes each exercise's index-th."""
        submission = nbformat.from_dict(json.loads(json.dumps(self.master)))
        for cell in submission.cells:
            exercise = cell.id.removeprefix("answer_")
            if exercise != cell.id:
                answers = sorted((topics.load(self.topic).path / exercise / "right").glob("*.py"))
                cell.source = answers[index % len(answers)].read_text(encoding="utf-8")
        path = self.submitted / learner / self.inside
        path.parent.mkdir(parents=True)
        path.write_bytes(to_bytes(submission))


class Ours(Class):
    """What `autograder grade` does, with everybody's feedback."""

    def __init__(self, root: Path, topic: str) -> None:
        super().__init__(root, topic)
        shutil.copy(ROOT / CONFIG_NAME, root / CONFIG_NAME)
        self.course = Course.load(root)

    @contextlib.contextmanager
    def ready(self, n_workers: int) -> Iterator[None]:
        """Workers that stay from turn to turn."""
        with Desk(self.course, self.topic).runner(n_workers) as runner, pytest.MonkeyPatch.context() as patch:
            patch.setattr(Desk, "runner", lambda desk, *_: contextlib.nullcontext(runner))
            yield

    def grade(self, learners: list[str]) -> list[float]:
        summary = grade_class(self.topic, course=self.course)
        records = [record for record in summary.records if record.learner in learners]
        for record in records:
            feedback.write(record, self.root / "feedback" / record.learner)
        assert summary.examined == summary.written == len(learners), summary
        return [record.score / record.max for record in records]

    def alone(self, learner: str, desk: Desk, writer: GradebookWriter, worker: Worker) -> dict[str, float]:
        """One learner again, here, without the journal's help: the seconds of each part."""
        found = staging.HandedIn(learner, self.course.submitted / learner / self.topic)
        with timed() as spent:
            record = worker.grade(msgspec.structs.replace(desk.stage(found)[0].submission, earlier=None))
            desk.journal.append(record)
            assert writer.write([record]) == {}
            feedback.write(record, self.root / "feedback" / learner)
        return spent


class Stock(Class):
    """nbgrader as it comes, with hidden tests in the check cells."""

    def prepare(self) -> None:
        for cell in self.master.cells:
            exercise = cell.id.removeprefix("check_")
            if exercise != cell.id:
                cell.source = f"### BEGIN HIDDEN TESTS{HIDDEN[exercise]}### END HIDDEN TESTS"

    def grade(self, learners: list[str]) -> list[float]:
        from nbgrader.api import Gradebook

        if not (self.root / "classroom" / "gradebook.db").exists():
            self._run(GenerateAssignment, "*")
        for learner in learners:
            self._run(Autograde, learner)
            self._run(GenerateFeedback, learner)
        with Gradebook(f"sqlite:///{self.root}/classroom/gradebook.db") as gradebook:
            found = [gradebook.find_submission(self.topic, learner) for learner in learners]
            return [float(each.score / each.max_score) for each in found]

    def _run(self, converter: type, learner: str) -> None:
        directory = CourseDirectory(
            root=str(self.root),
            source_directory=f"notebooks/{LANGUAGE}",
            **{f"{name}_directory": f"classroom/{name}" for name in ("release", "submitted", "autograded", "feedback")},
            db_url=f"sqlite:///{self.root}/classroom/gradebook.db",
            assignment_id=self.topic,
            student_id=learner,
        )
        before = Path.cwd()
        os.chdir(self.root)
        try:
            converter(coursedir=directory, config=Config(), force=True).start()
        finally:
            os.chdir(before)


@contextlib.contextmanager
def timed() -> Iterator[dict[str, float]]:
    """The seconds spent in each part while the block runs."""
    spent = dict.fromkeys(PARTS, 0.0)

    def wrap(name: str, original: Callable) -> Callable:
        def wrapped(*args: object, **named: object) -> object:
            started = time.perf_counter()
            try:
                return original(*args, **named)
            finally:
                spent[name] += time.perf_counter() - started

        return wrapped

    with pytest.MonkeyPatch.context() as patch:
        for name, (owner, attribute) in PARTS.items():
            patch.setattr(owner, attribute, wrap(name, getattr(owner, attribute)))
        started = time.perf_counter()
        yield spent
        spent["rest"] = time.perf_counter() - started - sum(spent.values())


def show(turns: dict[str, list[Part]], workers: int, topic: str) -> None:
    """Of each grader the median turn; then the ratios, by the clock and by computing."""
    console = Console(highlight=False)
    done = sum(part.submissions for part in turns["ours"])
    table = Table(title=f"{topic}: {done} right submissions on {workers} workers, stock one after another")
    for column in ("", "a minute", "wall s each", "CPU s each", "full marks"):
        table.add_column(column, justify="right" if column else "left")
    wall, cpu = {}, {}
    for name, parts in turns.items():
        wall[name] = statistics.median(part.wall_s / part.submissions for part in parts)
        cpu[name] = statistics.median(part.cpu_s / part.submissions for part in parts)
        full = f"{sum(part.full_marks for part in parts)} of {sum(part.submissions for part in parts)}"
        table.add_row(name, f"{60 / wall[name]:.0f}", f"{wall[name]:.3f}", f"{cpu[name]:.3f}", full)
    console.print(table)
    pairs = zip(turns["ours"], turns["stock"], strict=True)
    clock = statistics.median((b.wall_s / b.submissions) / (a.wall_s / a.submissions) for a, b in pairs)
    console.print(f"submissions a minute, ours / stock, by the clock, median of the turns: {clock:.1f}")
    computed = cpu["stock"] / cpu["ours"]
    console.print(f"computing for one, stock / ours: {computed:.1f}; on {workers} free cores {workers * computed:.1f}")
    console.print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


def show_parts(ours: Ours, learners: list[str]) -> None:
    """Where the time of one submission goes, alone in this process: medians."""
    desk, writer = Desk(ours.course, ours.topic), GradebookWriter(ours.course, ours.topic)
    writer.ensure_assignment()
    worker = Worker(desk.settings)
    try:
        parts = [ours.alone(learner, desk, writer, worker) for learner in learners]
    finally:
        worker.close()
    for name in parts[0]:
        print(f"  {name:<9} {1000 * statistics.median(part[name] for part in parts[1:]):6.1f} ms")


if __name__ == "__main__":
    main()
