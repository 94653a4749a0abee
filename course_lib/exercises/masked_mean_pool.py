"""``masked_mean_pool``: the mean of the states that count. Right results in float64."""

import torch
from torch import Tensor

from course_lib.asking.exercise import Exercise, Mistakes
from course_lib.asking.results import Reals
from course_lib.asking.visible import Trial, drawn


def right(states: Tensor, mask: Tensor) -> Tensor:
    """states (batch, n, d), mask (batch, n) to (batch, d); a row without True gives zeros."""
    weights = mask.double()[..., None]
    return (states.double() * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1)


def mistakes(states: Tensor, mask: Tensor) -> Mistakes:
    """What comes out after each likely mistake."""
    s, m = states.double(), mask.double()[..., None]
    last = (mask.long() * torch.arange(mask.shape[1])).amax(dim=1)
    return [
        ("mask_ignored", s.mean(dim=1)),
        ("divided_by_all", (s * m).mean(dim=1)),
        ("summed", (s * m).sum(dim=1)),
        ("maximum", s.masked_fill(m == 0, -torch.inf).amax(dim=1).nan_to_num(neginf=0.0)),
        ("inverted", right(states, ~mask)),
        ("one_state", s[torch.arange(len(s)), last]),
        ("one_state", s[:, 0]),
        ("wrong_dimension", (s * m).sum(dim=-1)),
        ("wrong_dimension", (s * m).sum(dim=0)),
        ("one_count", (s * m).sum(dim=1) / m.sum(dim=1).mean()),
        ("one_count", (s * m).sum(dim=1) / m.sum(dim=1).amax().clamp(min=1)),
        ("one_more", (s * m).sum(dim=1) / (m.sum(dim=1) + 1)),
        ("positions_kept", s * m),
        ("zeros_left_out", _without(states, mask, (states == 0).any(dim=-1))),
        ("zeros_left_out", _without(states, mask, (states == 0).all(dim=-1))),
    ]


def _without(states: Tensor, mask: Tensor, padding: Tensor) -> Tensor | None:
    """Some states taken for padding, (batch, n); None where none of them counts."""
    counted = mask & ~padding
    return None if torch.equal(counted, mask) else right(states, counted)


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    real = torch.arange(5) < torch.tensor([[4], [2], [3]])
    (states,) = drawn(1, (3, 5, 4))
    with trial.case("the_example_three"):
        trial(torch.tensor([[[1.0, 2.0], [3.0, 6.0], [9.0, 9.0]]]), torch.tensor([[True, True, False]]))
    with trial.case("three_texts_of"):
        trial.values((states, real))
    with trial.case("any_mask"):
        gaps = torch.tensor([[0, 1, 0, 1, 1], [1, 0, 0, 0, 1], [0, 0, 0, 0, 1]]).bool()
        for some in (gaps, torch.ones(3, 5, dtype=torch.bool)):
            trial(states, some)
    with trial.case("empty_row"):
        empty = real & torch.tensor([[True], [False], [True]])
        trial(states, empty)
        trial.finite_gradient(states, empty)
    with trial.case("sizes"):
        trial(states[:1, :4, :3], real[:1, :4])
    trial.last(states, real)


EXERCISE = Exercise(
    "masked_mean_pool",
    number="3.3",
    hidden=7,
    arguments=("states", "mask"),
    results=(Reals("pooled"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
)
