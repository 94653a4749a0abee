"""Seconds per submission and their parts, against stock nbgrader on the same right submissions.

    python benchmarks/grading.py [--topic 04_transformers] [--submissions 20]

Both grade the same notebooks, without teaching cells, one at a time in this process, in turn: first ours, then stock,
then the other way round. Ours is all that `autograder grade` does for one learner: stage, examine in the sandbox,
journal, gradebook. Stock is nbgrader's own autograde with its own preprocessors, whose hidden tests are asserts of the
same kind in the check cells. Starting Python and importing nbgrader is counted for neither, nor is the warm template.
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
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from rich.console import Console
from rich.table import Table
from traitlets.config import Config

from autograder import examiner, staging, topics
from autograder.course import CONFIG_NAME, Course, put_tools_on_path
from autograder.desk import Desk
from autograder.gradebook import GradebookWriter
from autograder.journal import Journal
from autograder.notebook import notebook_name
from autograder.records import Record
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
    "nbgrader": (GradebookWriter, "write"),
}
Numbers = dict[str, list[float]]
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


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--topic", default="04_transformers", choices=topics.names())
    parser.add_argument("--submissions", type=int, default=20, metavar="N")
    options = parser.parse_args()
    put_tools_on_path()
    warnings.simplefilter("ignore")
    os.environ["PYTHONWARNINGS"] = "ignore"
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        ours, stock = (kind(Path(folder) / kind.__name__, options.topic) for kind in (Ours, Stock))
        learners = [f"learner_{index:02d}" for index in range(options.submissions)]
        for index, learner in enumerate(learners):
            ours.hand_in(learner, index)
            stock.hand_in(learner, index)
        with ours.ready() as grade:
            in_turn(learners, {"ours": grade, "stock": stock.grade})
            seconds, marks = alternate(learners, {"ours": grade, "stock": stock.grade})
            show(seconds, marks, ours.parts, options.topic)


def in_turn(learners: list[str], graders: dict[str, Callable[[str], float]]) -> None:
    """Once each, unmeasured: gradebooks are made, files are read, and what both share is warm."""
    for grade in graders.values():
        grade(learners[0])


def alternate(learners: list[str], graders: dict[str, Callable[[str], float]]) -> tuple[Numbers, Numbers]:
    """Seconds and shares of the marks by grader, learner after learner, the order of the graders in turn."""
    seconds = defaultdict(list)
    marks = defaultdict(list)
    for index, learner in enumerate(learners):
        for name in sorted(graders, reverse=bool(index % 2)):
            started = time.perf_counter()
            marks[name].append(graders[name](learner))
            seconds[name].append(time.perf_counter() - started)
    return seconds, marks


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
        nbformat.write(submission, path)


class Ours(Class):
    """What `autograder grade` does, one learner at a time, its parts timed."""

    def __init__(self, root: Path, topic: str) -> None:
        super().__init__(root, topic)
        self.parts: dict[str, list[float]] = defaultdict(list)
        shutil.copy(ROOT / CONFIG_NAME, root / CONFIG_NAME)

    @contextlib.contextmanager
    def ready(self) -> Iterator[Callable[[str], float]]:
        """A function that grades one learner and returns the share of the marks earned."""
        desk = Desk(Course.load(self.root), self.topic)
        writer = GradebookWriter(desk.course, self.topic)
        writer.ensure_assignment()
        worker = Worker(desk.settings)

        def grade(learner: str) -> float:
            with timed(self.parts):
                found = staging.HandedIn(learner, desk.course.submitted / learner / self.topic)
                record: Record = worker.grade(desk.stage(found)[0].submission)
                desk.journal.append(record)
                problem = writer.write(record)
            assert problem is None, problem
            return record.score / record.max

        try:
            yield grade
        finally:
            worker.close()


class Stock(Class):
    """nbgrader as it comes, with hidden tests in the check cells."""

    def prepare(self) -> None:
        for cell in self.master.cells:
            exercise = cell.id.removeprefix("check_")
            if exercise != cell.id:
                cell.source = f"### BEGIN HIDDEN TESTS{HIDDEN[exercise]}### END HIDDEN TESTS"

    def grade(self, learner: str) -> float:
        """Runs autograde for one learner; the share of the marks that its gradebook then holds."""
        from nbgrader.api import Gradebook

        if not (self.root / "classroom" / "gradebook.db").exists():
            self._run(GenerateAssignment, "*")
        self._run(Autograde, learner)
        with Gradebook(f"sqlite:///{self.root}/classroom/gradebook.db") as gradebook:
            submission = gradebook.find_submission(self.topic, learner)
            return float(submission.score / submission.max_score)

    def _run(self, converter: type, learner: str) -> None:
        directory = CourseDirectory(
            root=str(self.root),
            source_directory=f"notebooks/{LANGUAGE}",
            **{f"{name}_directory": f"classroom/{name}" for name in ("release", "submitted", "autograded")},
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
def timed(parts: dict[str, list[float]]) -> Iterator[None]:
    """Adds up, for each part, the seconds spent in it while the block runs."""
    spent = dict.fromkeys(PARTS, 0.0)

    def wrap(name: str, original: Callable) -> Callable:
        def wrapped(*args: object, **named: object) -> object:
            started = time.perf_counter()
            try:
                return original(*args, **named)
            finally:
                spent[name] += time.perf_counter() - started

        return wrapped

    originals = {name: getattr(owner, attribute) for name, (owner, attribute) in PARTS.items()}
    for name, (owner, attribute) in PARTS.items():
        setattr(owner, attribute, wrap(name, originals[name]))
    started = time.perf_counter()
    try:
        yield
    finally:
        for name, (owner, attribute) in PARTS.items():
            setattr(owner, attribute, originals[name])
        for name, seconds in spent.items():
            parts[name].append(seconds)
        parts["rest"].append(time.perf_counter() - started - sum(spent.values()))


def show(seconds: Numbers, marks: Numbers, parts: Numbers, topic: str) -> None:
    """Medians, spread, ratio and who got full marks; then the parts of ours, without the unmeasured first."""
    console = Console(highlight=False)
    table = Table(title=f"Seconds per submission, {len(seconds['ours'])} right submissions of {topic}")
    for column in ("", "median", "fastest", "slowest", "full marks"):
        table.add_column(column, justify="right" if column else "left")
    for name, values in seconds.items():
        numbers = (statistics.median(values), min(values), max(values))
        full = sum(mark == 1.0 for mark in marks[name])
        table.add_row(name, *(f"{number:.3f}" for number in numbers), f"{full} of {len(values)}")
    ratio = statistics.median(stock / ours for ours, stock in zip(seconds["ours"], seconds["stock"], strict=True))
    console.print(table)
    console.print(f"stock / ours, median of the pairs: {ratio:.1f}")
    for name, values in parts.items():
        console.print(f"  {name:<9} {statistics.median(values[1:]):.3f} s")


if __name__ == "__main__":
    main()
