"""The exam of ``ppo_loss``."""

import math

import torch
from torch import Tensor

from autograder.exam import Draw, Exam, drawn, some
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, Outputs
from course_lib.exercises.ppo_loss import (
    EXERCISE,
    ask_again,
    ask_clip_stops,
    ask_constants,
    ask_none_counted,
    ask_padding,
    right,
)

RATIOS = torch.tensor([0.4, 0.65, 0.93, 1.06, 1.4, 1.9])  # well inside and well outside of the clip


def answers(batch: int, n: int, mask: Tensor | None = None, clip: float = 0.2) -> Draw:
    """Ratios on both sides of the clip, none near its edge; answers of up to n tokens, each of at least one."""

    def draw(rng: Rng) -> Given:
        ratio = RATIOS[rng.integers(0, 6, batch, n)] + 0.03 * rng.uniform(batch, n)
        old = -0.5 - rng.uniform(batch, n)
        counted = torch.arange(n) < rng.integers(1, n + 1, batch, 1) if mask is None else mask
        return (old + ratio.log()).float(), old.float(), rng.floats(batch, n), counted, clip

    return draw


def unchanged(clip: float) -> Draw:
    """New and old are equal; some tokens are certain, and one has no advantage."""

    def draw(rng: Rng) -> Given:
        new, _, advantages, mask, _ = drawn(answers(3, 5), rng)
        new[0, 0], new[2, 0], advantages[1, 0] = 0.0, 0.0, 0.0
        return new, new.clone(), advantages, mask, clip

    return draw


def _prefix(*lengths: int, n: int = 5) -> Tensor:
    return torch.arange(n) < torch.tensor(lengths)[:, None]


def _mean_advantage(given: Given, out: Outputs) -> bool:
    _, _, advantages, mask, _ = given
    return out[0].numel() == 1 and math.isclose(float(out[0]), -float(advantages[mask].mean()), abs_tol=1e-6)


def _stops(given: Given, out: Outputs) -> bool:
    """But for its sign, the loss of one token is the clipped one where it gains, and the plain one where it loses."""
    return out[0].numel() == 1 and math.isclose(abs(float(out[0])), abs(float(right(*given))), abs_tol=1e-6)


def _clean(_: Given, out: Outputs) -> bool:
    return bool((out[0].abs() < 1e6).all())


def _odd(tensor: Tensor, mask: Tensor, odd: float) -> bool:
    outside = tensor[~mask]
    return len(outside) > 0 and bool((outside.isnan() if math.isnan(odd) else outside == odd).all())


ODD = (math.inf, -math.inf, math.nan, 1e30)
NAMES = ("new_log_probs", "old_log_probs", "advantages")

exam = Exam(
    EXERCISE,
    kinds={
        "one answer": some(lambda new, *_: len(new) == 1 and new.shape[1] > 1),
        "one token": some(lambda new, *_: new.shape == (1, 1)),
        "as many answers as tokens": some(lambda new, *_: len(new) == new.shape[1] > 1),
        "long answers": some(lambda new, *_: new.shape[1] > 50),
        "an answer without tokens": some(lambda *given: given[3].any() and not given[3].any(dim=1).all()),
        "no token counted": some(lambda *given: not given[3].any()),
        "every token counted": some(lambda *given: given[3].all() and given[3].numel() > 1),
        "a mask with gaps": some(lambda *given: (given[3][:, 1:] & ~given[3][:, :-1]).any()),
        "new and old equal": some(lambda new, old, *_: torch.equal(new, old)),
        "a log-probability of 0": some(lambda new, old, _, mask, __: ((new == 0) & (old == 0) & mask).any()),
        "an advantage of 0": some(lambda _, __, advantages, mask, ___: (advantages[mask] == 0).any()),
        "another clip": some(lambda *given: given[4] != 0.2),
        **{
            f"{odd} in {name}": some(lambda *given, odd=odd, i=i: _odd(given[i], given[3], odd))
            for i, name in enumerate(NAMES)
            for odd in ODD
        },
        "float64": some(lambda new, *_: new.dtype == torch.float64),
    },
)
exam.values(answers(4, 6), answers(3, 8))
exam.asks("ratio_one", unchanged(0.2), unchanged(0.05), says=_mean_advantage)
exam.asks(
    "any_mask",
    answers(3, 5, torch.tensor([[0, 1, 1, 0, 1], [0, 0, 0, 1, 1], [1, 0, 0, 0, 1]]).bool()),
    answers(3, 5, _prefix(3, 0, 5)),
)
FULL = answers(3, 4, torch.ones(3, 4, dtype=torch.bool))
LONG = answers(2, 70, _prefix(60, 70, n=70))
exam.asks("sizes", *(answers(*size) for size in ((1, 5), (1, 1), (6, 2), (4, 4))), FULL, LONG)
exam.gradient(answers(3, 5))
exam.unmodified(answers(3, 5))


@exam.property("clip_stops", says=_stops)
def clip_stops(ask: Ask, rng: Rng) -> None:
    """Each of the six ways in which a ratio and an advantage can meet, another clip than usual too."""
    for clip in (0.2, 0.35):
        ask_clip_stops(ask, clip, torch.tensor([1.9, 0.4, 1.05]) + 0.03 * rng.uniform(3))


@exam.property("dtype")
def dtype(ask: Ask, rng: Rng) -> None:
    ask.dtypes(*exam.telling(rng, *[answers(4, 6)] * 3))


@exam.property("only_new")
def only_new(ask: Ask, rng: Rng) -> None:
    ask_constants(ask, *drawn(answers(3, 5), rng))


@exam.property("padding", says=_clean)
def padding(ask: Ask, rng: Rng) -> None:
    """Infinities, NaN and large numbers outside the mask, in each argument and in all."""
    ask_padding(ask, *drawn(answers(3, 5, _prefix(3, 5, 1)), rng))


@exam.property("none_counted", says=lambda given, out: out[0].numel() == 1 and float(out[0]) == 0)
def none_counted(ask: Ask, rng: Rng) -> None:
    new, old, advantages, _, clip = drawn(answers(2, 4), rng)
    ask_none_counted(ask, new, old, advantages, clip)


@exam.property("again")
def again(ask: Ask, rng: Rng) -> None:
    """The same answers with another clip, other advantages, another mask, new and old exchanged."""
    mask = _prefix(3, 5, 2)
    ask_again(ask, drawn(answers(3, 5, mask), rng), drawn(answers(3, 5, mask, clip=0.35), rng))
