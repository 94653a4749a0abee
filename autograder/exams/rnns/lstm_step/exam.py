"""The exam of ``lstm_step``."""

import torch

from autograder.exam import Draw, Exam, some
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given
from course_lib.exercises.lstm_step import EXERCISE, gates, shapes


def step(batch: int, d_in: int, d_h: int) -> Draw:
    """Arguments of these sizes."""
    return lambda rng: tuple(rng.floats(*shape, scale=0.8) for shape in shapes(batch, d_in, d_h))


def zero_states(rng: Rng) -> Given:
    """As a text begins."""
    x, h, c, *weights = step(3, 4, 5)(rng)  # type: ignore[operator]
    return x, 0 * h, 0 * c, *weights


def large_cell(rng: Rng) -> Given:
    """A cell that has grown for a long time: nothing clips it."""
    x, h, c, *weights = step(3, 4, 5)(rng)  # type: ignore[operator]
    return x, h, 12 * c.sign() + c, *weights


exam = Exam(
    EXERCISE,
    kinds={
        "a batch of one": some(lambda x, *_: len(x) == 1),
        "batch, input and state of one size": some(lambda x, h, *_: x.shape == h.shape and len(x) == x.shape[1] > 1),
        "states of zeros": some(lambda x, h, c, *_: not h.any() and not c.any()),
        "a cell above 10": some(lambda x, h, c, *_: bool((c > 10).any())),
        "gates at their ends": some(lambda x, h, c, w_ih, w_hh, b_ih, b_hh: bool((b_ih.abs() > 100).any())),
        "float64": some(lambda x, *_: x.dtype == torch.float64),
    },
)
exam.values(step(3, 4, 5), step(2, 6, 3))
exam.asks("sizes", step(1, 3, 2), step(1, 1, 1), step(5, 1, 4), step(3, 3, 3), zero_states)
exam.gradient(step(3, 4, 5))
exam.dtypes(step(3, 4, 5))
exam.unmodified(step(3, 4, 5))


@exam.property("remembers", says=lambda given, out: torch.allclose(out[1], given[2].double()))
def remembers(ask: Ask, rng: Rng) -> None:
    """With f = 1 and i = 0 the cell stays as it is for a hundred steps, however large."""
    x, h, cell, *weights = given = gates(large_cell(rng), -40.0, 40.0, 0.3, 0.5)
    with ask.blaming("remembers"):
        for _ in range(100):
            got = ask.got(x, h, cell, *weights)
            ask.expect(got, (x, h, given[2], *weights), named=True)
            h, cell = (state.float() for state in got)


exam.asks(
    "saturated",
    lambda rng: gates(large_cell(rng), 200.0, -200.0, 200.0, 200.0),
    lambda rng: gates(large_cell(rng), -200.0, 200.0, -200.0, -200.0),
    named=True,
)
