"""``apply_temperature``: each score is divided by the temperature. Right results in float64."""

import math

import torch
from torch import Tensor

from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, Mistakes
from course_lib.asking.visible import Trial
from course_lib.exercises.top_k_filter import BATCH, Scores, check_errors, check_filter


def right(logits: Tensor, temperature: float | int) -> Tensor:
    """logits (..., V): [2, 1, 0] with temperature 0.5 is [4, 2, 0]."""
    if not temperature > 0:
        raise ValueError(temperature)
    return logits.double() / temperature


def mistakes(logits: Tensor, temperature: float | int) -> Mistakes:
    """What comes out after each likely mistake."""
    x, t = logits.double(), float(temperature)
    right = x / t
    return [
        ("temperature_unused", x),
        ("multiplied", x * t),
        ("probabilities", right.softmax(-1)),
        ("probabilities", x.softmax(-1) / t),
        ("probabilities", x.softmax(-1) ** (1 / t)),
        ("normalised", right.log_softmax(-1)),
        ("normalised", x.log_softmax(-1) / t),
        ("normalised", right - right.amax(-1, keepdim=True)),
        ("normalised", right - right.mean(-1, keepdim=True)),
        ("wrong_power", x / t**2),
        ("wrong_power", x / math.sqrt(t)),
        ("exponential", x * math.exp(-t)),
        ("subtracted", x - t),
        ("subtracted", x + t),
        ("upside_down", t / x),
        ("negated", -right),
        ("rounded", right.floor()),
        ("rounded", right.trunc()),
        ("rounded", right.round()),
        ("temperature_rounded", x / math.ceil(t)),
        ("temperature_rounded", x / max(1, round(t))),
        ("bounded", x / max(t, 1.0)),
        ("bounded", x / min(t, 1.0)),
        ("likeliest", right.argmax(-1)),
    ]


def ask_allowed(ask: Ask, logits: Tensor, temperature: float | int) -> None:
    """A temperature that is allowed, though it is not a usual one."""
    with ask.blaming("allowed_refused"):
        got = ask.got(logits, temperature)
    with ask.blaming("any_number"):
        ask.expect(got, (logits, temperature))


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    with trial.case("example"):
        trial(torch.tensor([2.0, 1.0, 0.0]), 0.5)
    check_filter(trial, 0.75, 1.75)
    with trial.case("any_number"):
        for temperature in (2, 1, 0.02, 30.0):
            ask_allowed(trial, BATCH, temperature)
    with trial.case("large"):
        trial(BATCH * 3000, 0.75)
    check_errors(trial, 0.0, 0, -1.0)
    with trial.case("nan_passes"):
        trial.raises(ValueError, "nan_passes", BATCH, math.nan)
    trial.last(BATCH, 0.3)


EXERCISE = Exercise(
    "apply_temperature",
    number="8.1",
    hidden=7,
    arguments=("logits", "temperature"),
    results=(Scores("output"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=(),
    depth=1.0,
    hollow=("temperature_unused",),
)
