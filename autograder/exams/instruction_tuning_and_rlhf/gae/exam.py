"""The exam of ``gae``."""

import math

import torch
from torch import Tensor

from autograder.exam import Draw, Exam, drawn, some
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, Outputs
from course_lib.exercises.gae import EXERCISE, carried, surprise

ODD = (math.inf, -math.inf, math.nan, 1e30)


def answers(batch: int, n: int, gamma: float | None = None, lam: float | None = None) -> Draw:
    """Answers of up to n tokens, each of at least one."""

    def draw(rng: Rng) -> Given:
        shares = (rng.uniform(2) * torch.tensor([0.15, 0.15]) + torch.tensor([0.8, 0.65])).tolist()
        mask = torch.arange(n) < rng.integers(1, n + 1, batch, 1)
        both = [round(drawn, 3) if asked is None else asked for drawn, asked in zip(shares, (gamma, lam), strict=True)]
        return rng.floats(batch, n), rng.floats(batch, n), mask, *both

    return draw


def lengths(*rows: int, n: int = 6) -> Draw:
    """Answers of these lengths."""
    mask = torch.arange(n) < torch.tensor(rows)[:, None]

    def draw(rng: Rng) -> Given:
        rewards, values, _, *both = drawn(answers(len(rows), n), rng)
        return rewards, values, mask, *both

    return draw


def dirty(rewards: float | None, values: float | None) -> Draw:
    """These numbers in the padding."""

    def draw(rng: Rng) -> Given:
        r, v, mask, *both = drawn(lengths(4, 6, 2), rng)
        r = r if rewards is None else r.masked_fill(~mask, rewards)
        v = v if values is None else v.masked_fill(~mask, values)
        return r, v, mask, *both

    return draw


def late(rng: Rng) -> Given:
    """One reward, at the last token of each answer, as from a reward model."""
    rewards, values, mask, *both = drawn(lengths(3, 5, 1, 4, n=5), rng)
    return rewards * (mask & ~mask.roll(-1, 1) | (torch.arange(5) == 4) & mask), values, mask, *both


def _to_go(given: Given, out: Outputs) -> bool:
    """Advantages are rewards to go minus value."""
    rewards, values, mask = (tensor.double() for tensor in given[:3])
    return torch.allclose(out[0], carried(rewards * mask, 1.0) * mask - values * mask, atol=1e-9)


def _one_step(given: Given, out: Outputs) -> bool:
    """Advantages are one step of surprise."""
    rewards, values, mask, gamma, _ = given
    return torch.allclose(out[0], surprise(rewards, values.double() * mask, mask, gamma), atol=1e-9)


def _clean(_: Given, out: Outputs) -> bool:
    """Nothing odd comes out."""
    return all(bool((side.abs() < 1e6).all()) for side in out)


def _odd(tensor: Tensor, mask: Tensor, odd: float) -> bool:
    padding = tensor[~mask]
    return bool((padding.isnan() if math.isnan(odd) else padding == odd).all()) and len(padding) > 0


exam = Exam(
    EXERCISE,
    kinds={
        "one answer": some(lambda rewards, *_: len(rewards) == 1 and rewards.shape[1] > 1),
        "one token": some(lambda rewards, *_: rewards.shape == (1, 1)),
        "as many answers as tokens": some(lambda rewards, *_: len(rewards) == rewards.shape[1] > 1),
        "long answers": some(lambda rewards, *_: rewards.shape[1] > 50),
        "an answer without tokens": some(lambda _, __, mask, *___: not mask.any(dim=1).all()),
        "no tokens at all": some(lambda _, __, mask, *___: not mask.any()),
        "no padding": some(lambda _, __, mask, *___: mask.all()),
        "rewards of 0": some(lambda rewards, _, mask, *__: (rewards[mask] == 0).any()),
        "γ and λ of 1": some(lambda _, __, ___, gamma, lam: gamma == lam == 1 and type(gamma) is float),
        "γ and λ as whole numbers": some(lambda _, __, ___, gamma, lam: type(gamma) is type(lam) is int),
        "λ of 0": some(lambda _, __, ___, gamma, lam: lam == 0 < gamma),
        "γ of 0": some(lambda _, __, ___, gamma, lam: gamma == 0 < lam),
        **{f"{odd} in the rewards": some(lambda r, _, mask, *__, odd=odd: _odd(r, mask, odd)) for odd in ODD},
        **{f"{odd} in the values": some(lambda _, v, mask, *__, odd=odd: _odd(v, mask, odd)) for odd in ODD},
        "float64": some(lambda rewards, *_: rewards.dtype == torch.float64),
    },
)
exam.values(answers(4, 5), answers(3, 6))
exam.asks("telescopes", answers(4, 6, 1.0, 1.0), answers(4, 6, 1, 1), says=_to_go)
exam.asks("sizes", answers(1, 4), answers(1, 1), answers(5, 2), answers(4, 4), lengths(70, 60, n=70), late)
exam.asks("no_tokens", lengths(0, 1, 4), lengths(0, 0))
exam.dtypes(answers(4, 5))
exam.unmodified(answers(3, 5))


@exam.property("one_step", says=_one_step)
def one_step(ask: Ask, rng: Rng) -> None:
    """λ = 0 or γ = 0, as whole numbers and as fractions."""
    for gamma, lam in ((None, 0.0), (None, 0), (0.0, None), (0, None)):
        with ask.blaming("no_lambda"):
            ask(*drawn(answers(4, 6, gamma, lam), rng))


@exam.property("padding", says=_clean)
def padding(ask: Ask, rng: Rng) -> None:
    """Infinities, NaN and large numbers in the padding: of both, of the rewards, of the values."""
    for odd in ODD:
        with ask.blaming("padding"):
            for draw in (dirty(odd, odd), dirty(odd, None), dirty(None, odd)):
                ask(*drawn(draw, rng))


@exam.property("again")
def again(ask: Ask, rng: Rng) -> None:
    """The same answers with another γ and λ, other rewards and values with the same."""
    rewards, values, mask, gamma, lam = drawn(lengths(3, 5), rng)
    same = (rewards, values, mask)
    calls = [(*same, gamma, lam), (*same, gamma, lam / 2), (*same, gamma / 2, lam)]
    calls += [(-rewards, values, mask, gamma, lam), (rewards, -values, mask, gamma, lam)]
    calls += [(rewards, values, mask.roll(1, 0), gamma, lam)]
    with ask.blaming("remembers_calls"):
        for given in calls:
            ask(*given)
