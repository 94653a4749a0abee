"""``top_k_filter``: all but the k largest scores of each row become −∞. Right results in float64.

What all filters of scores share stands here: ranks, what any of them may get wrong, and the cases of their checks.
"""

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from course_lib.asking.exercise import Exercise, Given, Mistakes, Outputs
from course_lib.asking.failed import Failed
from course_lib.asking.results import Reals
from course_lib.asking.visible import Trial


@dataclass(frozen=True)
class Scores(Reals):
    """A tensor of scores; True and False in their place have a name of their own."""

    def read(self, got: Any) -> Tensor:
        found = super().read(got)
        if found.dtype == torch.bool:
            raise Failed("mask", what=f"{self.name}.dtype", got="bool", expected="float")
        return found


# Scores of five texts over seven tokens: with k = 3 and p = 0.7, every likely mistake gives something of its own.
BATCH = torch.tensor(
    [
        [-0.5, 1.1, 0.2, -1.3, -0.1, 0.4, 0.6],
        [-2.5, -1.5, 2.8, -1.7, 1.2, 2.1, -0.2],
        [0.2, -0.4, -1.0, 0.7, 1.5, -0.3, -0.6],
        [0.0, 0.6, -0.5, -1.7, 1.2, 1.4, 0.4],
        [0.3, 0.9, 1.3, 1.0, -0.4, 0.7, -2.8],
    ]
)


LOW = (-100.0, -1000.0, -1e4, -1e5, -1e6, -1e8, -1e9, -1e10, torch.finfo(torch.float32).min)  # meant for −∞


def right(logits: Tensor, k: int) -> Tensor:
    """logits (..., V): [2, −1, 0.5, 1] with k = 2 is [2, −∞, −∞, 1]."""
    if k < 1:
        raise ValueError(k)
    return only(logits, ranks(logits) < k)


def mistakes(logits: Tensor, k: int) -> Mistakes:
    """What comes out after each likely mistake."""
    x, rank, size = logits.double(), ranks(logits), logits.shape[-1]
    k = min(k, size)
    best = x.topk(k, dim=-1)
    threshold, rows = best.values[..., -1], rank.reshape(-1, size)
    return [
        ("one_more", only(x, rank < k + 1)),
        ("one_less", only(x, rank < k - 1)),
        ("smallest", only(x, rank >= size - k)),
        ("inverted", only(x, rank >= k)),
        ("only_kept", best.values),
        ("only_kept", best.indices.double()),
        ("by_magnitude", only(x, ranks(x.abs()) < k)),
        ("first_columns", only(x, torch.arange(size).expand_as(x) < k)),
        ("order_for_ranks", only(x, order_of(x) < k)),
        ("batch_mixed", only(x, ranks(x, 0) < k)),
        ("batch_mixed", only(x, ranks(x.flatten()).view_as(x) < k)),
        ("batch_mixed", only(x, x >= threshold.min())),
        ("batch_mixed", only(x, x >= threshold.flatten()[0])),
        ("batch_mixed", only(x, (rows[0] < k).expand_as(x))),
        ("threshold_axis", along_columns(x, threshold)),
        *of_any_filter(x, rank < k),
    ]


def order_of(x: Tensor, axis: int = -1) -> Tensor:
    """Which token is the likeliest along the axis, the next and so on; ties in order of place."""
    return x.argsort(dim=axis, descending=True, stable=True)


def ranks(x: Tensor, axis: int = -1) -> Tensor:
    """0 for the largest along the axis, 1 for the next and so on."""
    return order_of(x, axis).argsort(dim=axis)


def only(logits: Tensor, kept: Tensor, fill: float = -math.inf) -> Tensor:
    """The scores where ``kept`` is True, in float64."""
    return logits.double().masked_fill(~kept, fill)


def along_columns(x: Tensor, threshold: Tensor) -> Tensor | None:
    """Thresholds (...) that have lost their last dimension; None where they do not fit the scores (..., V) then."""
    fits = x.dim() == 1 or (x.dim() == 2 and len(threshold) in (1, x.shape[1]))
    return only(x, x >= threshold) if fits else None


def of_any_filter(x: Tensor, kept: Tensor) -> Mistakes:
    """What any filter may get wrong that decides rightly what is kept."""
    right = only(x, kept)
    in_order = right.sort(dim=-1, descending=True, stable=True).values
    return [
        ("not_filtered", x),
        ("filled_with_zero", right.masked_fill(right == -math.inf, 0.0)),
        *(("filled_with_number", only(x, kept, low)) for low in LOW),
        ("probabilities", right.softmax(-1)),
        ("probabilities", only(x.softmax(-1), kept)),
        ("probabilities", only(x.softmax(-1), kept, 0.0)),
        ("normalised", right.log_softmax(-1)),
        ("normalised", only(x.log_softmax(-1), kept)),
        ("left_sorted", in_order),
        ("left_sorted", in_order.flip(-1)),
        ("gathered_back", in_order.gather(-1, order_of(x))),
    ]


def of_any_result(found: Tensor, right: Tensor) -> str | None:
    """A name for what a filter gave, if it is certain."""
    if found.shape != right.shape or not found.is_floating_point():
        return None
    gone, value = right == -math.inf, found.double()
    kept_as_they_were = bool(((value - right)[~gone].abs() < 1e-4).all())
    if bool(gone.any()) and kept_as_they_were and bool(((value[gone] < -50) & value[gone].isfinite()).all()):
        return "filled_with_number"
    return "inf_times_zero" if bool(value[~gone].isnan().all()) and bool((value[gone] == -math.inf).all()) else None


def symptom(found: Outputs, given: Given) -> str | None:
    return of_any_result(found[0], right(*given))


# ---------------------------------------------------------------- the check


def check_filter(trial: Trial, *values: Any, batch: Tensor = BATCH) -> None:
    """What every filter is tried on: a batch, other shapes, scores of −∞, a second call, float64."""
    value, square = values[0], batch[:, : len(batch)]
    with trial.case("batch"):
        trial.values((square, value), (batch, value), *((batch, other) for other in values[1:]))
    with trial.case("one_text"), trial.blaming("leading_dimensions"):
        trial(batch[0], value)
    with trial.case("leading_dimensions"):
        trial(batch[:4].view(2, 2, 7), value)
    with trial.case("not_contiguous"):
        trial(torch.stack([batch, batch.flip(0)], dim=1).transpose(0, 1), value)
    with trial.case("again"), trial.blaming("remembers_calls"):
        trial(batch.flip(0), value)
    with trial.case("infinities"), trial.blaming("infinities", "filled_with_number"):
        trial(batch.masked_fill(torch.arange(7) % 4 != 1, -math.inf), value)


def check_errors(trial: Trial, *values: float | int) -> None:
    """ValueError for each of these values."""
    with trial.case("errors"):
        for value in values:
            trial.raises(ValueError, "no_value_error", BATCH, value)


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    with trial.case("example"):
        trial(torch.tensor([2.0, -1.0, 0.5, 1.0]), 2)
    check_filter(trial, 3, 2)
    with trial.case("equal_scores"):
        trial(torch.tensor([[1.5, 0.5, 1.5, -1.0, -1.0], [2.0, -3.0, 2.0, 1.0, -3.0]]), 3)
    with trial.case("zero_scores"):
        trial(torch.tensor([[-1.0, 0.0, -2.0], [1.0, 0.0, 2.0]]), 2)
    with trial.case("large"):
        trial(((torch.arange(600) * 7 + 3) % 600).float().view(2, 300) * 50 - 1e4, 40)
    with trial.case("one_kept"):
        trial(BATCH, 1)
    with trial.case("all_kept"):
        for k in (7, 20):
            trial(BATCH, k)
        trial(BATCH[:, :1], 1)
    check_errors(trial, 0, -1)
    trial.last(BATCH, 3)


EXERCISE = Exercise(
    "top_k_filter",
    number="8.2",
    hidden=9,
    arguments=("logits", "k"),
    results=(Scores("output"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=(),
    depth=1.0,
    hollow=("not_filtered", "threshold_axis"),  # the latter stops wherever there are not as many rows as tokens
    symptom=symptom,
)
