"""``contextual_calibration``: p / p_cf, rows that sum to 1 (Zhao et al. 2021). Right results in float64."""

import torch
from torch import Tensor

from course_lib.asking.exercise import Exercise, Mistakes
from course_lib.asking.results import Reals
from course_lib.asking.visible import Trial


def right(label_probs: Tensor, content_free_probs: Tensor) -> Tensor:
    """label_probs (batch, L), content_free_probs (L): [0.6, 0.4] with [0.75, 0.25] is [1/3, 2/3]."""
    return _rows(label_probs.double() / content_free_probs.double())


def mistakes(label_probs: Tensor, content_free_probs: Tensor) -> Mistakes:
    """What comes out after each likely mistake."""
    p, free = label_probs.double(), content_free_probs.double()
    ratio = p / free
    calibrated, weights = _rows(ratio), (1 / free) / (1 / free).sum()
    return [
        ("not_calibrated", _rows(p)),
        ("not_renormalised", ratio),
        ("not_renormalised", p * weights),
        ("multiplied", _rows(p * free)),
        ("inverted", _rows(free / p)),
        ("inverted", 1 / calibrated),
        ("subtracted", p - free),
        ("subtracted", _rows((p - free).clamp(min=0) + 1e-12)),
        ("subtracted", (p - free).softmax(-1)),
        ("over_batch", ratio / ratio.sum(0, keepdim=True)),
        ("one_sum", ratio / ratio.sum()),
        ("one_sum", ratio / ratio.sum(-1).mean()),
        ("sums_along_columns", ratio / ratio.sum(-1) if len(p) == p.shape[1] else None),
        ("softmax", ratio.softmax(-1)),
        ("batch_mean", _rows(p / p.mean(0, keepdim=True))),
        ("batch_mean", _rows(p / p[:1])),
        ("divided_by_most", ratio / ratio.amax(-1, keepdim=True)),
        ("by_the_norm", ratio / ratio.norm(dim=-1, keepdim=True)),
        ("shifted_to_range", _scaled(ratio)),
        ("square_root", _rows(p / free.sqrt())),
        ("divided_twice", _rows(p / free**2)),
        ("divided_twice", calibrated / free),
        ("mixed", (p + calibrated) / 2),
        ("logarithms", ratio.log()),
        ("logarithms", calibrated.log()),
        ("labels_returned", calibrated.argmax(-1)),
        ("one_hot", torch.eye(p.shape[1], dtype=torch.float64)[calibrated.argmax(-1)]),
    ]


def _rows(scores: Tensor) -> Tensor:
    return scores / scores.sum(-1, keepdim=True)


def _scaled(scores: Tensor) -> Tensor:
    """Each row from 0 to 1."""
    low = scores.amin(-1, keepdim=True)
    return (scores - low) / (scores.amax(-1, keepdim=True) - low)


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    probs = torch.tensor([[0.7, 0.2, 0.1], [0.5, 0.3, 0.2], [0.25, 0.15, 0.6], [0.3, 0.3, 0.4]])
    free = torch.tensor([0.55, 0.25, 0.2])
    with trial.case("example"):
        trial(torch.tensor([[0.6, 0.4]]), torch.tensor([0.75, 0.25]))
    with trial.case("batch"):
        trial.values((probs[:3], free), (probs, free))
    with trial.case("again"), trial.blaming("remembers_calls"):
        trial(probs, free.flip(0))
    with trial.case("even"):
        for value in (1 / 3, 0.05):
            trial(probs, torch.full((3,), value))
    with trial.case("itself"):
        trial(free[None].repeat(2, 1), free)
    with trial.case("sizes"):
        trial(probs[:1, :2], free[:2])
        trial(probs[:, :1], free[:1])
    with trial.case("small"):
        trial(1e-16 * probs, 1e-16 * free)
        trial(1e-11 * probs, free)
        trial(probs, torch.tensor([0.6, 0.4, 1e-9]))
        trial(torch.tensor([[0.7, 0.0, 0.3], [0.0, 0.9, 0.1]]), free)
    trial.last(probs, free)


EXERCISE = Exercise(
    "contextual_calibration",
    number="6.4",
    hidden=8,
    arguments=("label_probs", "content_free_probs"),
    results=(Reals("probs"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    hollow=("not_calibrated",),
)
