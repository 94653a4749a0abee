"""The exam of ``generate_with_cache``: the examiner's model watches how it is used.

Every call crosses the socket, so what was fed, in which order and into which cache is known here, and no clock decides.
"""

import torch

from autograder.exam import Draw, Exam, drawn, some, suiting
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, Outputs
from course_lib.exercises.generate_with_cache import (
    EXERCISE,
    FED,
    PLACES,
    Model,
    ask_fed,
    ask_nothing_new,
    certain,
    right,
)


def texts(batch: int, n: int, new: int, size: int = 13) -> Draw:
    """A model and prompts for which no choice is near."""
    return suiting(lambda rng: (Model(rng.floats(PLACES, size, size)), rng.integers(0, size, batch, n), new), certain)


def lively(model: Model, prompt: torch.Tensor, new: int) -> bool:
    """The new tokens are several, so that a text that stands still is wrong."""
    return len(set(right(model, prompt, new)[:, prompt.shape[1] :].flatten().tolist())) > 3


def equal_prompts(rng: Rng) -> Given:
    model, prompt, new = drawn(texts(1, 4, 3), rng)
    return model, prompt.expand(3, -1).clone(), new


def repeated(rng: Rng) -> Given:
    """0 and another token again and again."""
    model, prompt, new = drawn(suiting(texts(2, 5, 4), _repeats), rng)
    return model, prompt, new


def _repeats(_: Model, prompt: torch.Tensor, __: int) -> bool:
    return bool((prompt == 0).any()) and all(len(set(row)) < len(row) for row in prompt.tolist())


def _prompt(given: Given, out: Outputs) -> bool:
    return torch.equal(out[0], given[1])


exam = Exam(
    EXERCISE,
    kinds={
        "one prompt": some(lambda _, prompt, __: len(prompt) == 1),
        "prompts of one token": some(lambda _, prompt, __: prompt.shape[1] == 1 < len(prompt)),
        "one prompt of one token": some(lambda _, prompt, __: prompt.shape == (1, 1)),
        "as many prompts as tokens": some(lambda _, prompt, __: len(prompt) == prompt.shape[1] > 1),
        "equal prompts": some(lambda _, prompt, __: len(prompt) > 1 and len(prompt.unique(dim=0)) == 1),
        "a token twice in a prompt": some(lambda _, prompt, __: any(len(set(r)) < len(r) for r in prompt.tolist())),
        "token 0 in a prompt": some(lambda _, prompt, __: (prompt == 0).any()),
        "no new token": some(lambda _, __, new: new == 0),
        "one new token": some(lambda _, __, new: new == 1),
        "many new tokens": some(lambda _, __, new: new > PLACES),
        "fewer new tokens than prompt": some(lambda _, prompt, new: 1 < new < prompt.shape[1]),
        "more new tokens than prompt": some(lambda _, prompt, new: new > prompt.shape[1] > 1),
    },
)
exam.values(suiting(texts(3, 4, 5), lively), suiting(texts(2, 6, 4), lively))
exam.asks("one_new", texts(3, 4, 1, 9))
exam.asks("short_prompt", texts(1, 1, 4, 9), texts(3, 1, 4, 9))
exam.unmodified(texts(2, 4, 3, 9))


@exam.property("fed_once")
def fed_once(ask: Ask, rng: Rng) -> None:
    """Every token is fed at most once, into one cache: n + new − 1 or n + new of each row in all."""
    for draw in (texts(2, 5, 6), texts(1, 3, 8)):
        ask_fed(ask, *drawn(draw, rng))


@exam.property("sizes")
def sizes(ask: Ask, rng: Rng) -> None:
    """More new tokens than the model tells places apart, as many prompts as tokens, equal prompts, equal tokens."""
    with ask.blaming("sizes", *FED):
        for draw in (texts(2, 3, 45), texts(4, 4, 3), equal_prompts, repeated):
            ask(*drawn(draw, rng))


@exam.property("nothing_new", says=_prompt)
def nothing_new(ask: Ask, rng: Rng) -> None:
    model, prompt, _ = drawn(texts(2, 4, 1, 7), rng)
    ask_nothing_new(ask, model, prompt)


@exam.property("int64")
def int64(ask: Ask, rng: Rng) -> None:
    given = drawn(texts(2, 4, 3), rng)
    ask.expect(ask.got(*given), given, strict=torch.int64)


@exam.property("again")
def again(ask: Ask, rng: Rng) -> None:
    """The same prompts with another model, and for fewer tokens; the same model with other prompts."""
    model, prompt, new = drawn(texts(2, 4, 4), rng)
    other = drawn(suiting(texts(2, 4, 4), lambda other, *_: certain(other, prompt, new)), rng)
    calls = [(model, prompt, new), (other[0], prompt, new), (other[0], prompt, new - 1), (other[0], other[1], new)]
    with ask.blaming("remembers_calls", *FED):
        for given in calls:
            ask(*given)
