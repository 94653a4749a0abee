"""The exam of ``preference_loss``."""

import math

import torch

from autograder.exam import Draw, Exam, drawn, some
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, Outputs
from course_lib.exercises.preference_loss import EXERCISE, ask_far, ask_moves


def pairs(batch: int) -> Draw:
    return lambda rng: (rng.floats(batch), rng.floats(batch))


def equal(rng: Rng) -> Given:
    rewards = rng.floats(4, scale=5)
    return rewards, rewards.clone()


def some_equal(rng: Rng) -> Given:
    """One pair of equal rewards, one of zeros, and the same pair twice."""
    chosen, rejected = rng.floats(5), rng.floats(5)
    chosen[1], rejected[2], chosen[2], chosen[4], rejected[4] = rejected[1], 0.0, 0.0, chosen[3], rejected[3]
    return chosen, rejected


def _log_2(given: Given, out: Outputs) -> bool:
    """log 2, where all rewards are equal."""
    return not torch.equal(*given) or (out[0].numel() == 1 and math.isclose(float(out[0]), math.log(2), rel_tol=1e-6))


def _apart(chosen: torch.Tensor, rejected: torch.Tensor, sign: int) -> torch.Tensor:
    return sign * (chosen - rejected) > 9_000


exam = Exam(
    EXERCISE,
    kinds={
        "one pair": some(lambda chosen, _: len(chosen) == 1),
        "many pairs": some(lambda chosen, _: len(chosen) > 256),
        "equal rewards": some(lambda chosen, rejected: torch.equal(chosen, rejected)),
        "one equal pair": some(lambda chosen, rejected: 0 < (chosen == rejected).sum() < len(chosen)),
        "rewards of 0": some(lambda chosen, rejected: ((chosen == 0) & (rejected == 0)).any()),
        "chosen far better": some(lambda chosen, rejected: _apart(chosen, rejected, 1).all()),
        "chosen far worse": some(lambda chosen, rejected: _apart(chosen, rejected, -1).all()),
        "both in one batch": some(lambda c, r: _apart(c, r, 1).any() and _apart(c, r, -1).any()),
        "float64": some(lambda chosen, _: chosen.dtype == torch.float64),
    },
)
exam.values(pairs(6), pairs(4))
exam.asks("equal", equal, lambda rng: (torch.zeros(3), torch.zeros(3)), some_equal, says=_log_2)
exam.asks("sizes", pairs(1), pairs(2), pairs(300))
exam.dtypes(pairs(5))
exam.unmodified(pairs(5))


@exam.property("gradient")
def gradient(ask: Ask, rng: Rng) -> None:
    """The right one; and some where rewards are equal, where sums of relu and abs have another one, or none."""
    ask.gradient(*drawn(pairs(5), rng), seed=rng.integer(0, 10**6))
    ask_moves(ask, *drawn(lambda rng: (rng.floats(4),), rng))


@exam.property("far")
def far(ask: Ask, rng: Rng) -> None:
    ask_far(ask, *drawn(pairs(3), rng))


@exam.property("again")
def again(ask: Ask, rng: Rng) -> None:
    """The same chosen rewards beside others, and the other way round."""
    chosen, rejected = drawn(pairs(4), rng)
    with ask.blaming("remembers_calls"):
        for given in ((chosen, rejected), (chosen, rejected + 1), (chosen + 1, rejected)):
            ask(*given)
