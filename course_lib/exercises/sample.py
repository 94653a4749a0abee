"""``sample``: the token that a number u draws from a row of scores. Right results as int64."""

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from course_lib.asking.exercise import Exercise, Given, Mistakes, Outputs
from course_lib.asking.failed import Failed
from course_lib.asking.results import Ids, Reals
from course_lib.asking.visible import Trial


@dataclass(frozen=True)
class Tokens(Ids):
    """A tensor of token ids; True and False in their place have a name of their own."""

    def read(self, got: Any) -> Tensor:
        found = super().read(got)
        if found.dtype == torch.bool:
            raise Failed("mask", what=f"{self.name}.dtype", got="bool", expected="int64")
        return found


# Scores of six texts over five tokens, and a number for each.
DRAWS = torch.tensor(
    [
        [1.8, 2.2, -0.1, -1.6, -0.3],
        [1.8, 0.5, -2.3, -1.4, -1.6],
        [0.0, 1.1, -1.0, 1.9, -0.4],
        [-0.4, -1.6, -0.3, -0.1, 2.1],
        [-2.0, -0.2, -1.5, 2.5, 1.6],
        [0.2, 0.5, 0.5, 0.0, 0.6],
    ]
)
NUMBERS = torch.tensor([0.37, 0.03, 0.1, 0.1, 0.35, 0.27])
BELOW_ONE = {torch.float32: 1 - 2.0**-24, torch.float64: 1 - 2.0**-53}  # the largest u


def right(logits: Tensor, u: Tensor) -> Tensor:
    """logits (..., V), u (...): probabilities [0.2, 0.5, 0.3] and u = 0.6 draw token 1."""
    return (ends_of(logits) <= u.double().unsqueeze(-1)).sum(-1).minimum(last_possible(logits))


def ends_of(logits: Tensor) -> Tensor:
    """Cumulative probabilities in the vocabulary's order, in float64."""
    return logits.double().softmax(-1).cumsum(-1)


def last_possible(logits: Tensor) -> Tensor:
    """The last token of each row that is not −∞."""
    return torch.arange(logits.shape[-1]).where(logits > -math.inf, -1).amax(-1)


def mistakes(logits: Tensor, u: Tensor) -> Mistakes:
    """What comes out after each likely mistake."""
    x, number, n = logits.double(), u.double(), logits.shape[-1]
    shares, token, turned = x.softmax(-1), right(logits, u), logits.flip(-1)
    orders = [logits.argsort(dim=-1, descending=True), logits.argsort(dim=-1)]
    places = [right(logits.gather(-1, order), u) for order in orders]
    ends = shares.cumsum(-1)
    return [
        ("likeliest", x.argmax(-1)),
        *(("sorted_first", o.gather(-1, p.unsqueeze(-1)).squeeze(-1)) for o, p in zip(orders, places, strict=True)),
        *(("place_in_sorted", place) for place in places),
        ("one_less", (token - 1).clamp(min=0)),
        ("one_less", token - 1),
        ("one_more", (token + 1).clamp(max=n - 1)),
        ("one_more", token + 1),
        ("one_more", (token + 1) % n),
        ("from_the_end", right(logits, 1 - number)),
        ("from_the_end", right(turned, u)),
        ("counted_above", (ends > number.unsqueeze(-1)).sum(-1)),
        ("one_number", right(logits, number.flatten()[0].expand_as(number))),
        ("one_number", right(logits, number.flatten()[-1].expand_as(number))),
        ("one_number", right(logits, number.mean().expand_as(number))),
        ("u_along_tokens", _along_tokens(ends, number)),
        ("scores_unused", (number * n).long()),
        ("no_softmax", first_above(x.cumsum(-1), u)),
        ("no_softmax", (x.cumsum(-1) <= number.unsqueeze(-1)).sum(-1).clamp(max=n - 1)),
        ("wrong_axis", first_above(x.softmax(0).cumsum(-1), u)),
        ("wrong_axis", first_above(shares.cumsum(0), u)),
        ("wrong_axis", first_above(x.flatten().softmax(-1).view_as(x).cumsum(-1), u)),
        ("not_cumulative", first_above(shares, u)),
        ("not_cumulative", (shares - number.unsqueeze(-1)).abs().argmin(-1)),
        ("one_hot", torch.nn.functional.one_hot(token, n)),
        ("extra_axis", token.unsqueeze(-1)),
        ("zeros", torch.zeros_like(token)),
    ]


def first_above(ends: Tensor, u: Tensor) -> Tensor:
    """The first place where ``ends`` exceeds u; 0 where none does."""
    return (ends > u.double().unsqueeze(-1)).int().argmax(-1)


def _along_tokens(ends: Tensor, u: Tensor) -> Tensor | None:
    """u (B,) compared with (B, V) as it is; None where that does not fit."""
    fits = ends.dim() == 2 and ends.shape[0] == ends.shape[1]
    return (ends <= u).sum(-1).clamp(max=ends.shape[-1] - 1) if fits else None


def symptom(found: Outputs, given: Given) -> str | None:
    """What comes back instead of a token, where that is certain."""
    logits, token = given[0].double(), right(*given).unsqueeze(-1)
    if not found[0].is_floating_point() or torch.equal(found[0], found[0].round()):
        return None
    for name, values in (("probability", logits.softmax(-1)), ("probability", ends_of(logits)), ("score", logits)):
        if Reals(name).alike(found[0], values.gather(-1, token).squeeze(-1), torch.float32, 8.0):
            return name
    return None


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    with trial.case("example"):
        for u in (0.6, 0.1, 0.75):
            trial(torch.tensor([0.2, 0.5, 0.3]).log(), torch.tensor(u))
    with trial.case("batch"):
        trial.values((DRAWS[:5], NUMBERS[:5]), (DRAWS, NUMBERS))
    with trial.case("leading_dimensions"):
        trial(DRAWS[0], NUMBERS[0])
        trial(DRAWS.view(2, 3, 5), NUMBERS.view(2, 3))
    with trial.case("not_contiguous"):
        trial(DRAWS.view(3, 2, 5).transpose(0, 1), NUMBERS.view(3, 2).T)
    with trial.case("again"), trial.blaming("remembers_calls"):
        trial(DRAWS, NUMBERS.flip(0))
        trial(DRAWS.flip(0), NUMBERS)
    gone = DRAWS.masked_fill(torch.arange(5) < torch.arange(6)[:, None] % 4, -math.inf)
    gone[0, 3:] = -math.inf
    with trial.case("impossible"):
        trial(gone, NUMBERS)
    with trial.case("drawn_impossible"):
        trial(gone, torch.zeros(6))
    with trial.case("last"):
        many = torch.linspace(-1, 1, 64 * 9).view(9, 64).T.sin().masked_fill(torch.arange(9) > 6, -math.inf)
        trial(many, torch.full((64,), BELOW_ONE[torch.float32]))
    with trial.case("overflow"):
        trial(torch.tensor([[1e4, -1e4, 1e4 + 1], [-1e4, 1e4, 1e4 + 1]]), torch.tensor([0.6, 0.6]))
    with trial.case("many_tokens"):
        trial(torch.zeros(2, 300), torch.tensor([0.9011, 0.4011]))
    trial.last(DRAWS, NUMBERS)


EXERCISE = Exercise(
    "sample",
    number="8.4",
    hidden=7,
    arguments=("logits", "u"),
    results=(Tokens("token"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=(),
    hollow=("zeros", "u_along_tokens"),  # the latter stops wherever there are not as many rows as tokens
    symptom=symptom,
)
