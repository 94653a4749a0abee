"""``next_token_loss``: the mean surprise, in nats, of each token given the scores before it. float64."""

import math
from collections.abc import Iterator

import torch
from torch import Tensor

from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, Given, Mistakes
from course_lib.asking.results import Reals
from course_lib.asking.visible import Trial

SMALL_NUMBERS = (1e-6, 1e-8, 1e-9, 1e-10, 1e-12)  # that people add inside a logarithm


def right(logits: Tensor, tokens: Tensor, mask: Tensor | None = None) -> Tensor:
    """logits (batch, n, V), tokens and mask (batch, n) to one number; 0 where no target counts.

    Scores of 0 over 8 tokens give log 8 = 2.0794, whatever the tokens and the mask.
    """
    return _mean(_surprise(logits[:, :-1], tokens[:, 1:]), _counts(tokens, mask)[:, 1:])


def mistakes(logits: Tensor, tokens: Tensor, mask: Tensor | None = None) -> Mistakes:
    """What comes out after each likely mistake."""
    counts, before, targets = _counts(tokens, mask), logits[:, :-1], tokens[:, 1:]
    counted, surprise = counts[:, 1:], _surprise(before, targets)
    lost = surprise.where(counted, 0)
    mean, total = _mean(surprise, counted), lost.sum()
    rows = lost.sum(dim=1) / counted.sum(dim=1).clamp(min=1)
    picked = before.double().gather(-1, targets[..., None])[..., 0]
    round_the_end = _surprise(logits, tokens.roll(-1, dims=1))
    return [
        ("not_shifted", _mean(_surprise(logits, tokens), counts)),
        ("not_shifted", _mean(_surprise(logits[:, 1:], targets), counted)),
        ("not_shifted", _mean(_surprise(before, tokens[:, :-1]), counts[:, :-1])),
        ("not_shifted", _mean(_surprise(before, tokens[:, :-1]), counted)),
        ("backwards", _mean(_surprise(logits[:, 1:], tokens[:, :-1]), counts[:, :-1])),
        ("backwards", _mean(_surprise(logits[:, 1:], tokens[:, :-1]), counted)),
        ("round_the_end", _mean(round_the_end, counts.roll(-1, dims=1))),
        ("round_the_end", _mean(round_the_end, counts)),
        ("two_ahead", _mean(_surprise(logits[:, :-2], tokens[:, 2:]), counts[:, 2:])),
        ("mask_of_inputs", _mean(surprise, counts[:, :-1])),
        ("mask_ignored", surprise.mean()),
        ("mask_inverted", mean if mask is None else _mean(surprise, ~counted)),
        ("averaged_over_all", total / max(1, surprise.numel())),
        ("averaged_over_all", total / tokens.numel()),
        ("column_0_counted", total / counts.sum().clamp(min=1)),
        ("summed", total),
        ("mean_of_sums", total / len(tokens)),
        ("mean_of_rows", rows.mean()),
        ("mean_of_rows", rows.sum() / counted.any(dim=1).sum().clamp(min=1)),
        ("not_averaged", lost),
        ("not_averaged", rows),
        ("sign", -mean),
        ("no_softmax", -_mean(picked, counted)),
        ("no_log", -_mean((-surprise).exp(), counted)),
        ("softmax_twice", _mean(_surprise(before.double().softmax(-1), targets), counted)),
        ("base_two", mean / math.log(2)),
        ("perplexity", mean.exp()),
        ("over_positions", _mean(_surprise(before, targets, dim=1), counted)),
        ("over_positions", _mean(_surprise(before, targets, dim=0), counted)),
        ("reshaped", _mean(_surprise(_reshaped(before), targets), counted)),
        ("token_zero_left_out", _mean(surprise, counted & (targets != 0))),
        *(("small_number_in_log", small) for small in _with_small_numbers(surprise, counted)),
    ]


def _counts(tokens: Tensor, mask: Tensor | None) -> Tensor:
    return torch.ones_like(tokens, dtype=torch.bool) if mask is None else mask


def _surprise(logits: Tensor, targets: Tensor, dim: int = -1) -> Tensor:
    """−log softmax of the scores (batch, n, V) at the targets (batch, n)."""
    return -logits.double().log_softmax(dim=dim).gather(-1, targets[..., None])[..., 0]


def _mean(surprise: Tensor, counted: Tensor) -> Tensor:
    return surprise.where(counted, 0).sum() / counted.sum().clamp(min=1)


def _reshaped(logits: Tensor) -> Tensor:
    """Scores whose last two dimensions were exchanged by reshape, as if it were transpose."""
    return logits.reshape(len(logits), logits.shape[2], logits.shape[1]).mT


def _with_small_numbers(surprise: Tensor, counted: Tensor) -> Iterator[Tensor | None]:
    """−log(p + ε), and p held above ε; None where that changes too little to be seen."""
    share, mean = (-surprise).exp(), _mean(surprise, counted)
    for small in SMALL_NUMBERS:
        for changed in (share + small, share.clamp(min=small)):
            found = _mean(-changed.log(), counted)
            yield found if (found - mean).abs() > 1e-2 * (1 + mean.abs()) else None


# ---------------------------------------------------------------- a question that the check and the exam share


def ask_none_counted(ask: Ask, *given: Given) -> None:
    """Nothing counts: 0, and the gradient that reaches the scores is 0 and not NaN."""
    with ask.blaming("none_counted", "no_gradient"):
        for each in given:
            ask(*each)
            ask.gradient(*each)


# ---------------------------------------------------------------- the check


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    logits = torch.randn(3, 5, 7, generator=torch.Generator().manual_seed(0))
    tokens = torch.tensor([[3, 1, 6, 0, 2], [0, 2, 5, 5, 1], [1, 5, 0, 4, 2]])
    mask = torch.tensor([[1, 1, 0, 1, 0], [0, 1, 0, 0, 0], [1, 0, 1, 1, 1]]).bool()
    with trial.case("example"):
        tokens_of_two, counts = torch.tensor([[1, 2, 3], [4, 5, 6]]), torch.tensor([[1, 1, 0], [0, 1, 1]]).bool()
        trial(torch.zeros(2, 3, 8), tokens_of_two, counts)
    with trial.case("batch"):
        trial.values((logits, tokens, mask))
    with trial.case("no_mask"):
        trial(logits, tokens)
        trial(logits, tokens, None)
    with trial.case("large"):
        trial(1000 * logits, tokens, mask, named=True)
    with trial.case("sizes"):
        trial(logits[:1, :4], tokens[:1, :4], mask[:1, :4])
        trial(logits[:, :2], tokens[:, :2], mask[:, :2])
    with trial.case("again"), trial.blaming("remembers_calls"):
        trial(logits.flip(0), tokens.flip(0), mask.flip(0))
    trial.last(logits, tokens, mask)
    with trial.case("none_counted"):  # after the gradient, which it needs
        short = logits[:, :1], tokens[:, :1]
        ask_none_counted(trial, (logits, tokens, mask & False), (*short, mask[:, :1]), short)


EXERCISE = Exercise(
    "next_token_loss",
    number="6.1",
    hidden=8,
    arguments=("logits", "tokens", "mask"),
    results=(Reals("loss"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
)
