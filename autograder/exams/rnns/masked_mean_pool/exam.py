"""The exam of ``masked_mean_pool``."""

import torch

from autograder.exam import Draw, Exam, some
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given
from course_lib.exercises.masked_mean_pool import EXERCISE


def texts(batch: int, n: int, d: int) -> Draw:
    """Padded texts: True from the start in each row, of different lengths."""

    def draw(rng: Rng) -> Given:
        lengths = min(2, n) + rng.integers(0, max(1, n - 1), batch, 1)
        lengths[0] = max(1, n - 1)  # some padding in every draw
        return rng.floats(batch, n, d), torch.arange(n) < lengths

    return draw


def gaps(rng: Rng) -> Given:
    """True anywhere."""
    rows = [[0, 1, 0, 1, 1, 0], [1, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 1], [1, 1, 1, 1, 1, 1]]
    return rng.floats(4, 6, 3), torch.tensor(rows).bool()


def zeros_that_count(rng: Rng) -> Given:
    """A state of zeros, and single zeros, under True."""
    states, mask = rng.floats(3, 4, 2), torch.ones(3, 4, dtype=torch.bool)
    states[0, 1], states[1, 2, 0] = 0.0, 0.0
    return states, mask


def empty_row(rng: Rng) -> Given:
    mask = torch.tensor([[True, True, False, False], [False] * 4, [True] * 4])
    return rng.floats(3, 4, 2), mask


exam = Exam(
    EXERCISE,
    kinds={
        "a batch of one": some(lambda states, mask: len(states) == 1),
        "batch, length and width of one size": some(lambda states, mask: states.shape == (3, 3, 3)),
        "a row without True": some(lambda states, mask: not mask.any(dim=1).all()),
        "no True at all": some(lambda states, mask: not mask.any()),
        "all True": some(lambda states, mask: mask.all()),
        "gaps": some(lambda states, mask: (mask[:, 1:] & ~mask[:, :-1]).any()),
        "a state of zeros that counts": some(lambda states, mask: ((states == 0).all(dim=-1) & mask).any()),
        "a single zero that counts": some(lambda states, mask: ((states == 0).any(dim=-1) & mask).any()),
        "float64": some(lambda states, mask: states.dtype == torch.float64),
    },
)
exam.values(texts(3, 5, 4), texts(4, 6, 2), zeros_that_count)
exam.asks("any_mask", gaps, lambda rng: (rng.floats(4, 6, 3), torch.ones(4, 6, dtype=torch.bool)), named=True)
exam.asks("sizes", texts(1, 4, 3), texts(1, 1, 1), texts(5, 2, 1), texts(3, 3, 3))
exam.gradient(texts(3, 5, 4))
exam.dtypes(texts(3, 5, 4))
exam.unmodified(texts(3, 5, 4))


@exam.property("empty_row", says=lambda given, out: not out[0][~given[1].any(dim=1)].any())
def empty_rows(ask: Ask, rng: Rng) -> None:
    """Zeros, and the gradient by such a row is 0, not NaN."""
    with ask.blaming("empty_row"):
        ask(*empty_row(rng))
        ask(rng.floats(3, 4, 2), torch.zeros(3, 4, dtype=torch.bool))
        ask.finite_gradient(*empty_row(rng))
