"""The exam of ``perplexity``. No two texts have the same length but in ``other_texts``, where a cache would show."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from autograder.exam import Draw, Exam, some
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, Outputs
from course_lib.asking.numbers import FLOATS
from course_lib.exercises.perplexity import EXERCISE, drifting


def text(size: int, *logs: float) -> Draw:
    """Logarithms of probabilities from 0.1 to 0.9, and amid them these."""

    def draw(rng: Rng) -> Given:
        drawn = (0.1 + 0.8 * rng.uniform(size)).log()
        return (torch.cat([drawn[:2], torch.tensor(logs, dtype=torch.float64), drawn[2:]]),)

    return draw


def finite(given: Given, out: Outputs) -> bool:
    return math.isfinite(out[0])


def pairs(asked: Sequence[Given]) -> list[tuple[Tensor, Tensor]]:
    """Every two texts that are not the same."""
    return [(one, other) for (one,) in asked for (other,) in asked if one.tolist() != other.tolist()]


exam = Exam(
    EXERCISE,
    kinds={
        "one word": some(lambda log_probs: len(log_probs) == 1),
        "no word": some(lambda log_probs: len(log_probs) == 0),
        "a certain word among others": some(lambda log_probs: (log_probs == 0).any() and (log_probs < 0).any()),
        "certain words alone": some(lambda log_probs: len(log_probs) > 1 and not log_probs.any()),
        "equally likely words": some(lambda log_probs: len(log_probs) > 1 and len(log_probs.unique()) == 1),
        "thousands of words": some(lambda log_probs: len(log_probs) > 5000),
        "a word that float32 takes for impossible": some(lambda log_probs: (log_probs.float().exp() == 0).any()),
        "float32": some(lambda log_probs: log_probs.dtype == torch.float32 and len(log_probs) > 1),
        "float64": some(lambda log_probs: log_probs.dtype == torch.float64 and len(log_probs) > 1),
        "another text of the same length": lambda asked: any(len(a) == len(b) > 1 for a, b in pairs(asked)),
        "another text of the same sum": lambda asked: any(math.isclose(a.sum(), b.sum()) for a, b in pairs(asked)),
    },
)
exam.values(text(5), text(8), text(10, 0.0, 0.0))
exam.asks("long_text", lambda rng: (drifting(5003) - 0.2 * rng.uniform(5003),), says=finite, named=True)
exam.asks("unlikely", text(6, -150.0), says=finite, named=True)
exam.raises("empty", ValueError, (torch.zeros(0),), (torch.zeros(0, dtype=torch.float64),), key="no_value_error")


@exam.property("uniform", says="result")
def uniform(ask: Ask, rng: Rng) -> None:
    """Every word as likely as all others: the size of the vocabulary."""
    with ask.blaming("uniform"):
        ask(torch.full((9,), -math.log(rng.integer(20, 60)), dtype=torch.float64))


@exam.property("one_token")
def one_token(ask: Ask, rng: Rng) -> None:
    with ask.blaming("one_token"):
        ask(torch.tensor([-1.5]))
        ask(torch.zeros(3, dtype=torch.float64))


@exam.property("other_texts")
def other_texts(ask: Ask, rng: Rng) -> None:
    """Four words, four others, and two with the sum of these."""
    logs = torch.tensor([0.3, 0.6, 0.2, 0.8], dtype=torch.float64).log()
    with ask.blaming("remembers_calls"):
        ask(logs)
        ask(2 * logs)
        ask(logs.unflatten(0, (2, 2)).sum(dim=0) * 2)


@exam.property("unmodified")
def unmodified(ask: Ask, rng: Rng) -> None:
    """The same text in both floats."""
    (logs,) = text(6)(rng)  # type: ignore[operator]
    for dtype in FLOATS:
        with ask.blaming("dtype_raised"):
            ask(logs.to(dtype))
            ask.unmodified(logs.to(dtype))
