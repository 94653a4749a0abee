"""``top_p_filter``: all but each row's nucleus become −∞. Right results in float64."""

import math
from typing import Any

import torch
from torch import Tensor

from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, Given, Mistakes, Outputs
from course_lib.asking.failed import Failed
from course_lib.asking.visible import Trial
from course_lib.exercises.top_k_filter import (
    BATCH,
    Scores,
    along_columns,
    check_errors,
    check_filter,
    of_any_filter,
    of_any_result,
    only,
    order_of,
    ranks,
)


def right(logits: Tensor, p: float | int) -> Tensor:
    """logits (..., V): probabilities [0.15, 0.5, 0.1, 0.25] with p = 0.7 leave tokens 1 and 3."""
    if not 0 < p <= 1:
        raise ValueError(p)
    return only(logits, ranks(logits) < size_of_nucleus(logits, p))


def size_of_nucleus(logits: Tensor, p: float | int) -> Tensor:
    """(..., 1): how many of the likeliest tokens it takes to reach p."""
    if p >= 1:
        return torch.full((*logits.shape[:-1], 1), logits.shape[-1])
    shares = logits.double().sort(dim=-1, descending=True).values.softmax(-1)
    return (shares.cumsum(-1) - shares < p).sum(-1, keepdim=True)


def mistakes(logits: Tensor, p: float | int) -> Mistakes:
    """What comes out after each likely mistake."""
    x, rank, size, n = logits.double(), ranks(logits), size_of_nucleus(logits, p), logits.shape[-1]
    shares, kept, first = x.softmax(-1), rank < size, size.flatten()[0]
    places = torch.arange(n).expand_as(x)
    in_order = shares.sort(dim=-1, descending=True).values.cumsum(-1)
    from_below = shares.sort(-1).values.cumsum(-1).gather(-1, ranks(-x))
    lowest = x.masked_fill(~kept, math.inf).amin(-1)
    return [
        ("drops_reaching", only(x, (rank < size - 1) | (rank == 0))),
        ("drops_reaching", only(x, rank < size - 1)),
        ("one_more", only(x, rank < size + 1)),
        ("best_only", only(x, rank == 0)),
        ("smallest", only(x, from_below < p)),
        ("smallest", only(x, from_below - shares < p)),
        ("not_sorted", only(x, shares.cumsum(-1) <= p)),
        ("not_sorted", only(x, shares.cumsum(-1) - shares < p)),
        ("first_columns", only(x, places < size)),
        ("first_columns", only(x, in_order <= p)),
        ("order_for_ranks", only(x, order_of(x) < size)),
        ("one_probability", only(x, shares >= p)),
        ("one_probability", only(x, shares >= p * shares.amax(-1, keepdim=True))),
        ("one_probability", only(x, shares >= 1 - p)),
        ("complement", only(x, rank < size_of_nucleus(x, 1 - p))),
        ("share_of_tokens", only(x, rank < int(p * n))),
        ("share_of_tokens", only(x, rank < math.ceil(p * n))),
        ("no_softmax", only(x, _running(x) <= p)),
        ("no_softmax", only(x, _running(x) - x < p)),
        ("inverted", only(x, ~kept)),
        ("batch_mixed", only(x, _nucleus(x.movedim(0, -1), p).movedim(-1, 0))),
        ("batch_mixed", only(x, _nucleus(x.flatten(), p).view_as(x))),
        ("batch_mixed", only(x, kept.reshape(-1, n)[0].expand_as(x))),
        ("batch_mixed", only(x, rank < first)),
        ("largest_for_all", only(x, rank < size.amax())),
        ("batch_mixed", only(x, _before(x.softmax(0)) < p)),
        ("threshold_axis", along_columns(x, lowest)),
        *of_any_filter(x, kept),
    ]


def _nucleus(x: Tensor, p: float | int) -> Tensor:
    """Which tokens of the last dimension are in it."""
    return ranks(x) < size_of_nucleus(x, p)


def _before(shares: Tensor) -> Tensor:
    """The sum of all larger ones along the last dimension, at each one's place."""
    best = shares.sort(dim=-1, descending=True).values
    return (best.cumsum(-1) - best).gather(-1, ranks(shares))


def _running(x: Tensor) -> Tensor:
    """Sums of the scores themselves, from the largest on, at each score's place."""
    return x.sort(dim=-1, descending=True).values.cumsum(-1).gather(-1, ranks(x))


def symptom(found: Outputs, given: Given) -> str | None:
    want = right(*given)
    name = of_any_result(found[0], want)
    empty = found[0].shape == want.shape and bool(((found[0] == -math.inf).all(-1) & (want > -math.inf).any(-1)).any())
    return name or ("nothing_kept" if empty else None)


def ask_exactly(ask: Ask, p: float | int) -> None:
    """Four equal scores: four times p of them reach p exactly. Which ones is free; so is keeping all that are equal."""
    x, size = torch.zeros(2, 4), int(4 * p)
    with ask.blaming("exactly"):
        (found,) = ask.exercise.read(ask.got(x, p))
    left = (found == 0).sum(-1).tolist() if found.shape == x.shape else []
    if left not in ([size, size], [4, 4]) or not bool(((found == 0) | (found == -math.inf)).all()):
        seen: dict[str, Any] = {"what": "(output == 0).sum(-1)", "got": str(left), "expected": str([size, size])}
        raise Failed("exactly", case=ask.exercise.described((x, p)), **seen)


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    with trial.case("example"):
        trial(torch.tensor([0.15, 0.5, 0.1, 0.25]).log(), 0.7)
    check_filter(trial, 0.7, 0.62, batch=0.9 * BATCH.roll(-2, 0))  # the first row needs fewer tokens than others
    with trial.case("equal_scores"):
        trial(torch.tensor([[1.5, 0.5, 1.5, -1.0, -1.0], [2.0, -3.0, 2.0, 1.0, -3.0]]), 0.7)
    with trial.case("zero_scores"):
        trial(torch.tensor([[-1.0, 0.0, -2.0], [1.0, 0.0, 2.0]]), 0.7)
    with trial.case("exactly"):
        ask_exactly(trial, 0.5)
    with trial.case("large"):
        trial(torch.arange(300) * 0.02, 0.88)
        trial(((torch.arange(600) * 7 + 3) % 600).float().view(2, 300) * 50 - 1e4, 0.9)
    with trial.case("one_kept"):
        trial(BATCH.index_fill(1, torch.tensor([2]), 8.0), 0.3)
    with trial.case("all_kept"):
        for p in (1.0, 1):
            trial(BATCH * 40, p)
        trial(BATCH[:, :1], 0.3)
    check_errors(trial, 0.0, 0, -0.2, 1.2)
    with trial.case("nan_passes"):
        trial.raises(ValueError, "nan_passes", BATCH, math.nan)
    trial.last(BATCH, 0.7)


EXERCISE = Exercise(
    "top_p_filter",
    number="8.3",
    hidden=10,
    arguments=("logits", "p"),
    results=(Scores("output"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=(),
    depth=1.0,
    hollow=("not_filtered", "threshold_axis"),  # the latter stops wherever there are not as many rows as tokens
    symptom=symptom,
)
