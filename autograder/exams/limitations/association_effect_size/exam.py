"""The exam of ``association_effect_size``."""

import math
from collections import Counter

import torch
from torch import Tensor

from autograder.exam import Draw, Exam, drawn, some, suiting
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, Slip
from course_lib.asking.failed import Failed
from course_lib.exercises.association_effect_size import (
    EXERCISE,
    TOLD_APART,
    ask_float64,
    ask_lengths,
    ask_opposites,
    associations,
    mistakes,
    right,
)


def vary(x: Tensor, y: Tensor, a: Tensor, b: Tensor) -> bool:
    """Associations so different, within groups and between all, that float32 rounds nothing away."""
    of_x, of_y = associations(x, a, b), associations(y, a, b)
    groups = [torch.cat((of_x, of_y)), *(of_w for of_w in (of_x, of_y) if len(of_w) > 1)]
    return all(float(of_w.std()) > 0.15 for of_w in groups)


def differ(results: list[float]) -> bool:
    """Each from every other."""
    return all(abs(one - other) > 0.02 for i, one in enumerate(results) for other in results[:i])


def groups(*sizes: int, d: int = 5) -> Draw:
    """Groups of vectors of different lengths."""

    def draw(rng: Rng) -> Given:
        return tuple((rng.normal(n, d) * (0.5 + 3 * rng.uniform(n, 1))).float() for n in sizes)

    return suiting(draw, vary)


FOURS = groups(4, 4, 3, 3)
POSITIVE = suiting(FOURS, lambda *given: right(*given) > 0.2)
NEGATIVE = suiting(FOURS, lambda *given: right(*given) < -0.2)
COUNTS = Counter(key for key, _ in mistakes(*drawn(FOURS, Rng("counts"))))


def with_repeats(rng: Rng) -> Given:
    """A word twice in x, an attribute twice in b."""
    x, y, a, b = drawn(FOURS, rng)
    return x[[0, 0, 1, 2]], y, a, b[[0, 0, 1]]


def shared(rng: Rng) -> Given:
    """A word that is an attribute, too."""
    x, y, a, b = drawn(FOURS, rng)
    return x, y, torch.cat((y[1:2], a)), b


def repeats_count(x: Tensor, y: Tensor, a: Tensor, b: Tensor) -> bool:
    every = [right(x, y, a, b), right(x[1:], y, a, b), right(x, y, a, b[1:]), right(x[1:], y, a, b[1:])]
    return vary(x, y, a, b) and differ(every)


REPEATED, SHARED = suiting(with_repeats, repeats_count), suiting(shared, vary)


def changed(x: Tensor, y: Tensor, a: Tensor, b: Tensor) -> list[Given]:
    """The same, then with one side after another in which the same numbers stand in another order."""
    sides = (x, y, a, b)
    return [sides, *(tuple(w.flip(1) if i == place else w for i, w in enumerate(sides)) for place in (3, 2, 1, 0))]


def each_counts(*given: Tensor) -> bool:
    return all(vary(*one) for one in changed(*given)) and differ([right(*one) for one in changed(*given)])


def twice(side: Tensor) -> bool:
    return len(set(map(tuple, side.tolist()))) < len(side)


exam = Exam(
    EXERCISE,
    kinds={
        "x nearer to a": some(lambda *given: right(*given) > 0.2),
        "x nearer to b": some(lambda *given: right(*given) < -0.2),
        "more words in x": some(lambda x, y, *_: len(x) > len(y) > 1),
        "more words in y": some(lambda x, y, *_: len(y) > len(x) > 1),
        "more words in a": some(lambda x, y, a, b: len(a) > len(b)),
        "more words in b": some(lambda x, y, a, b: len(b) > len(a)),
        "one word in each group": some(lambda x, y, *_: len(x) == len(y) == 1),
        "one word in one group": some(lambda x, y, *_: len(x) > len(y) == 1),
        "one attribute on each side": some(lambda x, y, a, b: len(a) == len(b) == 1),
        "more numbers than words": some(lambda x, *_: x.shape[1] > 2 * len(x)),
        "more words than numbers": some(lambda x, *_: x.shape[1] < len(x)),
        "a word twice": some(lambda x, y, a, b: twice(x)),
        "an attribute twice": some(lambda x, y, a, b: twice(b)),
        "a word among the attributes": some(lambda x, y, a, b: bool((torch.cdist(y, a) == 0).any())),
        "long vectors": some(lambda x, *_: x.norm(dim=1).min() > 1000),
        "short vectors": some(lambda x, y, a, b: b.norm(dim=1).max() < 0.01),
        "short beside long vectors": some(lambda x, *_: x.norm(dim=1).max() > 1e4 * x.norm(dim=1).min()),
        "float64": some(lambda x, *_: x.dtype == torch.float64),
        "words that are nearly alike": some(lambda x, y, *_: len(x) > 1 and 0 < torch.cdist(x, y).max() < 1e-2),
    },
)
exam.values(POSITIVE, NEGATIVE, FOURS, only=TOLD_APART)
exam.unmodified(FOURS)


@exam.property("unequal")
def unequal(ask: Ask, rng: Rng) -> None:
    rounds = [drawn(size, rng) for size in (groups(3, 6, 2, 5), groups(7, 2, 4, 3, d=4), groups(2, 5, 1, 3, d=8))]
    ask_any(ask, "unequal", [*rounds, drawn(groups(4, 1, 3, 2), rng)])
    with ask.blaming("repeated"):
        ask(*drawn(REPEATED, rng))
    if ask.slip is None:  # after some mistakes (acos) float32 is not precise where a cosine is 1
        with ask.blaming("among_attributes"):
            ask(*drawn(SHARED, rng))


@exam.property("two_words")
def two_words(ask: Ask, rng: Rng) -> None:
    ask_any(ask, "two_words", [drawn(groups(1, 1, n, n, d=d), rng) for n, d in ((3, 5), (1, 5), (2, 3))])


def ask_any(ask: Ask, key: str, rounds: list[Given]) -> None:
    """Right results, or what any function of the known mistake's name gives: groups of four cannot tell, say, how it is
    weighted. Where the mistake divides by the deviation of one word, what it gives is no matter of sizes."""
    first: Failed | None = None
    for slip in like(ask.slip):
        try:
            for given in rounds:
                ask.slip = slip
                if slip is not None and not math.isfinite(ask.want(*given)[0]):
                    if key == "unequal" and len(given[1]) == 1:
                        continue
                    ask.slip = None  # NaN is nothing to expect
                with ask.blaming(key):
                    ask(*given)
            ask.slip = slip
            return
        except Failed as failed:
            first = first or failed
    if first is not None:
        raise first


def like(slip: Slip | None) -> list[Slip | None]:
    """The mistake, and the other functions of its name."""
    if slip is None:
        return [None]
    return [slip, *(Slip(EXERCISE, slip.key, nth) for nth in range(COUNTS[slip.key]) if nth != slip.nth)]


@exam.property("lengths")
def lengths(ask: Ask, rng: Rng) -> None:
    """Not even of the answer's own result, where that is another one."""
    ask_lengths(ask, *drawn(FOURS, rng))


@exam.property("opposites")
def opposites(ask: Ask, rng: Rng) -> None:
    ask_opposites(ask, *drawn(POSITIVE, rng))


@exam.property("float64")
def float64(ask: Ask, rng: Rng) -> None:
    for _ in range(3):
        ask_float64(ask, *drawn(FOURS, rng))


@exam.property("again")
def again(ask: Ask, rng: Rng) -> None:
    ask.in_a_row(*changed(*drawn(suiting(FOURS, each_counts), rng)))
