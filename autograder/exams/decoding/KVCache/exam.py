"""The exam of ``KVCache``: one object is driven step by step, and what was passed in or handed out is overwritten."""

from collections.abc import Sequence

import torch

from autograder.exam import Exam, some
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.numbers import FLOATS
from course_lib.exercises.KVCache import (
    EXERCISE,
    Pair,
    Shape,
    ask_handed_out,
    ask_index_error,
    ask_layers,
    ask_length,
    ask_passed_in,
    ask_steps,
    ask_two_at_once,
    ask_two_in_a_row,
)

SHAPE = (2, 3, 5)


def pair(rng: Rng, new: int, shape: Shape = SHAPE, dtype: torch.dtype = torch.float32) -> Pair:
    """A key and a value of ``new`` positions."""
    batch, heads, width = shape
    key, value = (rng.normal(batch, heads, new, width, dtype=dtype) for _ in range(2))
    return key, value


def steps(rng: Rng, *sizes: int, shape: Shape = SHAPE) -> list[Pair]:
    return [pair(rng, new, shape) for new in sizes]


def last(pairs: Sequence[Pair]) -> Pair:
    return pairs[-1]


exam = Exam(
    EXERCISE,
    kinds={
        "one position": some(lambda pairs, *_: last(pairs)[0].shape[2] == 1),
        "equal updates": some(lambda pairs, *_: len({key.shape[2] for key, _ in pairs}) == 1 < len(pairs)),
        "unequal updates": some(lambda pairs, *_: len({key.shape[2] for key, _ in pairs}) > 1),
        "a position of zeros": some(lambda pairs, *_: not last(pairs)[0].any()),
        "one text, one head, one column": some(lambda pairs, *_: pairs[0][0].shape[:2] == (1, 1)),
        "as many positions as heads": some(lambda pairs, *_: last(pairs)[0].shape[2] == pairs[0][0].shape[1] > 1),
        "the same pair twice": some(lambda pairs, *_: len(pairs) > 1 and torch.equal(pairs[0][0], last(pairs)[0])),
        "float64": some(lambda pairs, *_: pairs[0][0].dtype == torch.float64),
    },
)


@exam.property("values", core=True, says="result")
def values(ask: Ask, rng: Rng) -> None:
    """Two caches of one layer, filled by equal steps first: there a wrong axis does not even raise."""
    ask_two_in_a_row(ask, steps(rng, 2, 2, 2, 1), steps(rng, 4, 1, 1, 3))


@exam.property("layers")
def layers(ask: Ask, rng: Rng) -> None:
    """Three layers, each with its own keys and values, filled in turns and out of turn."""
    ask_layers(ask, (0, 1, 2, 2, 0, 1, 0), steps(rng, *[2] * 7))


@exam.property("length", says="result")
def length(ask: Ask, rng: Rng) -> None:
    ask_length(ask, [(layer, pair(rng, new)) for layer, new in ((0, 4), (1, 4), (0, 1), (1, 1), (0, 2))])


@exam.property("errors", says="result")
def errors(ask: Ask, rng: Rng) -> None:
    for layer in (2, 5, -1):
        ask_index_error(ask, layer, pair(rng, 2))


@exam.property("passed_in")
def passed_in(ask: Ask, rng: Rng) -> None:
    ask_passed_in(ask, steps(rng, 3, 1, 1))


@exam.property("handed_out")
def handed_out(ask: Ask, rng: Rng) -> None:
    ask_handed_out(ask, steps(rng, 3, 1, 1))


@exam.property("two_caches", says=lambda given, out: ask_apart(given, out))
def two_caches(ask: Ask, rng: Rng) -> None:
    ask_two_at_once(ask, pair(rng, 3), pair(rng, 2))


def ask_apart(given: tuple, out: tuple) -> bool:
    """Nothing of the other cache's is in it."""
    return bool(out[0].shape[2] <= sum(key.shape[2] for key, _ in given[0]))


@exam.property("sizes")
def sizes(ask: Ask, rng: Rng) -> None:
    """One text, one head, one column, many positions; the second layer of two."""
    for shape in ((1, 1, 1), (1, 4, 2), (5, 1, 3), (3, 3, 3)):
        with ask.blaming("sizes", "stores_nothing", "forgets"):
            ask_steps(ask, steps(rng, 1, 12, 1, 3, shape=shape), layer=1, layers=2)


@exam.property("dtype")
def dtypes(ask: Ask, rng: Rng) -> None:
    """float64 is kept, and so is a position of zeros, and the same one again."""
    for dtype in FLOATS:
        cache = ask.make(1)
        zeros = torch.zeros(2, 3, 1, 5, dtype=dtype)
        pairs = [pair(rng, 2, dtype=dtype), (zeros, zeros), pair(rng, 1, dtype=dtype)]
        pairs.append(pairs[0])
        for step, new in enumerate(pairs, start=1):
            given = (pairs[:step],)
            ask.asked.append(given)
            with ask.blaming("dtype_kept", "dtype"):
                ask.expect(cache.call("update", 0, *new), given, dtype=dtype, strict=dtype)
