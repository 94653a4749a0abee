"""The exam of ``causal_mask``. Sizes grow, so that a mask kept from an earlier call shows where it is looked for."""

import torch

from autograder.exam import Exam, some
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.exercises.causal_mask import EXERCISE, ask_again, ask_long, ask_small

exam = Exam(
    EXERCISE,
    kinds={
        "one token": some(lambda n: n == 1),
        "two tokens": some(lambda n: n == 2),
        "an odd n and an even one": lambda asked: {n % 2 for (n,) in asked} == {0, 1},
        "one more than a power of two": some(lambda n: n == 257),
        "hundreds of tokens": some(lambda n: n > 256),
        "more than a table of 512 holds": some(lambda n: n > 512),
        "a smaller n after a larger one": lambda asked: list(asked) != sorted(asked),
        "the same n again": lambda asked: len(set(asked)) < len(asked),
    },
)
exam.values((6,), (9,), lambda rng: (rng.integer(11, 14),))


@exam.property("boolean")
def boolean(ask: Ask, rng: Rng) -> None:
    ask.expect(ask.got(15), (15,), strict=torch.bool)


@exam.property("one_token")
def one_token(ask: Ask, rng: Rng) -> None:
    ask_small(ask)


@exam.property("long")
def long(ask: Ask, rng: Rng) -> None:
    for n in (129, 257, 513):
        ask_long(ask, n)


@exam.property("repeat")
def repeat(ask: Ask, rng: Rng) -> None:
    ask_again(ask, 6, 4, 6, 9, 3)
