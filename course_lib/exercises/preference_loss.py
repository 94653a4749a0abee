"""``preference_loss``: how a reward model learns which answer people prefer (Bradley and Terry 1952)."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, Given, Mistakes, Outputs
from course_lib.asking.failed import Failed
from course_lib.asking.results import Reals
from course_lib.asking.visible import Trial


def right(chosen: Tensor, rejected: Tensor) -> Tensor:
    """(batch,) each: the mean of −log σ(chosen − rejected). Equal rewards: log 2 = 0.6931."""
    return -F.logsigmoid(chosen.double() - rejected.double()).mean()


def mistakes(chosen: Tensor, rejected: Tensor) -> Mistakes:
    """What comes out after each likely mistake."""
    c, r = chosen.double(), rejected.double()
    gap = c - r
    each = -F.logsigmoid(gap)
    loss = lambda logits: -F.logsigmoid(logits).mean()  # noqa: E731
    return [
        ("swapped", loss(-gap)),
        ("sign", -each.mean()),
        ("no_logarithm", -gap.sigmoid().mean()),
        ("no_logarithm", gap.sigmoid().mean()),
        ("no_logarithm", (-gap).sigmoid().mean()),
        ("no_sigmoid", -gap.mean()),
        ("no_sigmoid", gap.mean()),
        ("sigmoid_of_each", loss(c.sigmoid() - r.sigmoid())),
        ("summed", each.sum()),
        ("halved", each.mean() / 2),
        ("not_averaged", each),
        ("logarithm_of_mean", -gap.sigmoid().mean().log()),
        ("mean_inside", -F.logsigmoid(gap.mean())),
        ("hinge", (1 - gap).clamp(min=0).mean()),
        ("squared", (gap - 1).square().mean()),
        ("squared", gap.square().mean()),
        ("base_two", each.mean() / math.log(2)),
        ("chosen_alone", loss(c)),
        ("each_alone", loss(c) + loss(-r)),
        ("each_alone", (loss(c) + loss(-r)) / 2),
        *(("beta_inside", loss(beta * gap)) for beta in (0.1, 0.01, 0.5)),
        *(("margin_inside", loss(gap - margin)) for margin in (1.0, 0.5, 0.1)),
        ("absolute", loss(gap.abs())),
        ("all_pairs", loss(c[:, None] - r)),
        ("over_the_batch", -(c.log_softmax(0)[0] + r.log_softmax(0)[0]) / 2),
        ("over_the_batch", -(c.log_softmax(0) - r.log_softmax(0)).mean()),
        ("accuracy", (gap > 0).double().mean()),
    ]


def symptom(found: Outputs, given: Given) -> Failed | str | None:
    """Rewards far apart: not finite, or no longer growing with the distance."""
    loss, want = found[0], right(*given)
    if loss.numel() != 1 or want < 1000:
        return None
    if not bool(loss.isfinite()):
        return "far"
    return "far_cut_off" if bool(loss.double() < 0.5 * want) else None


# ---------------------------------------------------------------- questions that the check and the exam share


def ask_far(ask: Ask, chosen: Tensor, rejected: Tensor) -> None:
    """Differences of ±10,000: the loss is right, and its gradient is finite."""
    mixed = torch.where(torch.arange(len(chosen)) % 2 == 0, 1e4, -1e4)
    for given in ((chosen + 1e4, rejected), (chosen, rejected + 1e4), (chosen + mixed, rejected)):
        with ask.blaming("far"):
            ask(*given)
            ask.finite_gradient(*given)


def ask_moves(ask: Ask, rewards: Tensor) -> None:
    """Equal rewards, as a reward model begins with them."""
    ask.moves(["chosen_rewards", "rejected_rewards"], rewards, rewards.clone())


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    chosen, rejected = torch.tensor([0.8, -1.3, 2.0, 0.1, -0.4]), torch.tensor([0.9, 0.4, -0.7, 0.9, -1.6])
    with trial.case("example"):
        trial(torch.tensor([1.5, 0.5]), torch.tensor([1.5, 0.5]))
    with trial.case("five_pairs"):
        trial.values((chosen, rejected), (2 * chosen, 2 * rejected))
    with trial.case("again"), trial.blaming("remembers_calls"):
        for given in ((chosen, rejected + 1), (chosen - 2, rejected)):
            trial(*given)
    with trial.case("equal"):
        trial(5 * chosen, 5 * chosen)
    with trial.case("far"):
        ask_far(trial, chosen, rejected)
    with trial.case("sizes"):
        trial(chosen[:1], rejected[:1])
        trial(chosen.repeat(60), rejected.repeat(60))
    trial.last(chosen, rejected)
    with trial.case("moves"):
        ask_moves(trial, chosen)


EXERCISE = Exercise(
    "preference_loss",
    number="7.4",
    hidden=8,
    arguments=("chosen_rewards", "rejected_rewards"),
    results=(Reals("loss"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    symptom=symptom,
)
