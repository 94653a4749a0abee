"""The exam of ``interpolated_probability``. Every question has words of its own, so that an answer that remembers fails
``other_arguments`` alone."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import combinations
from typing import Any

from autograder.exam import Draw, Exam, drawn, some, suiting
from autograder.exams.language_modelling.ngram_probability.exam import corpus, holds, vocabulary
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, Outputs
from course_lib.asking.questions import Raised
from course_lib.exercises.interpolated_probability import (
    EXERCISE,
    UNSEEN,
    ask_sum,
    ask_unseen,
    estimates,
    given_by,
)
from course_lib.exercises.ngram_probability import count_grams


def mixing(rng: Rng, orders: int) -> list[float]:
    """Weights for 1/V and so many orders, which sum to 1."""
    weights = rng.uniform(orders + 1) + 0.15
    return list((weights / weights.sum()).tolist())


def question(ending: str, orders: int, stems: Sequence[str] | int, longest: int = 4) -> Draw:
    """A word that occurs, after a context of these words, or of so many that occur together."""

    def draw(rng: Rng) -> Given:
        tokens = corpus(rng, vocabulary(ending))
        word = tokens[rng.integer(0, len(tokens))]
        if isinstance(stems, int):
            start = rng.integer(0, len(tokens) - stems)
            context = tokens[start : start + stems]
        else:
            context = [stem + ending for stem in stems]
        return count_grams(tokens, longest), rng.integer(6, 9), mixing(rng, orders), tuple(context), word

    return draw


def known(*given: Any) -> list[float | None]:
    """The estimates; None for an unseen order."""
    return estimates(*given)


def follows(*given: Any) -> bool:
    """Whatever of the context occurred went on with the word."""
    return 0.0 not in known(*given)


def passes_down(given: Given, out: Outputs) -> bool:
    """The result is not the highest known estimate as it is, nor what is left where the weights of the others are lost.

    Where single words alone are known, all that is not 1/V's may be theirs.
    """
    seen = [one for one in estimates(*given)[1:] if one is not None]
    alone = seen[-1] if len(seen) > 1 else None
    lost = dict(EXERCISE.mistakes(*given))["weight_lost"]
    return all(EXERCISE.apart(out, (other,)) for other in (alone, lost) if other is not None)


def tells_passing(*given: Any) -> bool:
    """No likely mistake that passes weights down gives what one gives that does not."""
    others = ("highest_only", "highest_left_out", *UNSEEN)
    passing = [out for slip, out in EXERCISE.slips(*given) if slip.key not in others and out is not None]
    return follows(*given) and all(passes_down(given, out) for out in [*passing, (EXERCISE.right(*given),)])


def naming(*keys: str) -> Callable[..., bool]:
    """Each of these mistakes with the weight of an unseen context gives a number of its own."""

    def names(*given: Any) -> bool:
        found = dict(given_by(EXERCISE, UNSEEN, *given))
        numbers = [(EXERCISE.right(*given),), *(found.get(key) for key in keys)]
        apart = all(one and two and EXERCISE.apart(one, two) for one, two in combinations(numbers, 2))
        return found.keys() == {*keys} and apart and tells_passing(*given)

    return names


exam = Exam(
    EXERCISE,
    kinds={
        "a context longer than needed": some(lambda c, v, weights, context, w: len(context) > len(weights) - 2 >= 0),
        "a context as long as needed": some(lambda c, v, weights, context, w: len(context) == len(weights) - 2 > 0),
        "a context that is too short": some(lambda c, v, weights, context, w: 0 < len(context) < len(weights) - 2),
        "no context": some(lambda c, v, weights, context, w: context == () and len(weights) > 2),
        "one order unseen": some(lambda *given: [one is None for one in known(*given)][-2:] == [False, True]),
        "two orders unseen": some(lambda *given: [one is None for one in known(*given)][-3:] == [False, True, True]),
        "a new n-gram after a known context": some(lambda *given: known(*given)[-1] == 0.0 < (known(*given)[1] or 0)),
        "an estimate of 1": some(lambda *given: known(*given)[-1] == 1.0),
        "a word that never occurred": some(lambda counts, v, weights, x, word: (word,) not in counts),
        "one weight": some(lambda c, v, weights, *_: len(weights) == 1),
        "two weights": some(lambda c, v, weights, *_: len(weights) == 2),
        "five weights": some(lambda c, v, weights, *_: len(weights) == 5),
        "a weight of 0": some(lambda c, v, weights, *_: 0 in weights),
        "a weight of 0 below an unseen order": some(
            lambda *given: given[2][-2:] == [0, 0.5] and [one is None for one in known(*given)][-2:] == [False, True]
        ),
        "whole numbers for weights": some(lambda c, v, weights, *_: all(isinstance(one, int) for one in weights)),
        "more words than the text has": some(lambda counts, v, *_: v > sum(len(gram) == 1 for gram in counts)),
        "longer n-grams than needed": some(lambda counts, v, weights, *_: max(map(len, counts)) >= len(weights)),
        "a word twice in the context": some(lambda c, v, w, context, _: len({*context}) < len(context)),
        "one argument changed": lambda asked: all(
            any(
                sum(one[i] != other[i] for i in range(5)) == 1 and one[n] != other[n]
                for one in asked
                for other in asked
            )
            for n in range(5)
        ),
    },
)
exam.values(
    question("la", 3, 3),
    suiting(question("me", 3, 3), lambda *given: known(*given)[-1] == 0.0),
    suiting(question("ni", 3, 2), lambda *given: known(*given)[-1] == 1.0),
    suiting(question("pan", 3, 3), lambda counts, v, weights, context, word: context[0] == context[2]),
)


@exam.property("unseen_context", says=passes_down)
def unseen_context(ask: Ask, rng: Rng) -> None:
    """Two orders are unseen, so that single words get their weight; then one; then three."""
    two = suiting(question("so", 3, ("ba", "zo")), naming(*(key for key in UNSEEN if key != "weight_to_single_words")))
    one = suiting(question("ru", 3, ("zo", "ba")), naming(*(key for key in UNSEEN if key != "weight_partly_lost")))
    for draw in (two, one):
        with ask.blaming("unseen_context"):
            ask_unseen(ask, *drawn(draw, rng))
    counts, vocab_size, _, context, word = drawn(suiting(question("ser", 3, ("zo", "ba")), tells_passing), rng)
    with ask.blaming("zero_weight"):
        ask(counts, vocab_size, [0.2, 0.3, 0, 0.5], context, word)


@exam.property("short_context", says=passes_down)
def short_context(ask: Ask, rng: Rng) -> None:
    """No word, one of two; two of three, which count as one if a negative index slips in."""
    with ask.blaming("short_context"):
        ask(*drawn(suiting(question("te", 3, ()), tells_passing), rng))
        ask(*drawn(suiting(question("ki", 3, 1), tells_passing), rng))
        if holds(ask, *drawn(suiting(question("pa", 4, 3), follows), rng)):
            ask(*drawn(suiting(question("vo", 4, 2), two_differ), rng))


def two_differ(*given: Any) -> bool:
    """The last word alone gives another estimate than the last two."""
    _, _, after_one, after_two, _ = known(*given)
    return tells_passing(*given) and abs((after_two or 0.0) - (after_one or 0.0)) > 0.1


@exam.property("unseen_word", says=lambda given, out: out[0] != 0)
def unseen_word(ask: Ask, rng: Rng) -> None:
    with ask.blaming("unseen_word"):
        ask(*drawn(question("zu", 3, 2), rng)[:4], "nunca")


@exam.property("orders")
def orders(ask: Ask, rng: Rng) -> None:
    """One weight, two and five; whole numbers, as 0 and 1 are."""
    counts, vocab_size, _, context, word = drawn(question("mo", 3, 2), rng)
    more, larger, _, other, frequent = drawn(question("lin", 3, 2), rng)
    with ask.blaming("orders"):
        ask(counts, vocab_size, [1.0], context, word)
        ask(more, larger, [0, 1], other, frequent)
        ask(*drawn(question("tor", 1, 1), rng))
        ask(*drawn(suiting(question("dar", 4, 4, longest=5), follows), rng))


@exam.property("sums_to_one", says="result")
def sums_to_one(ask: Ask, rng: Rng) -> None:
    """Over five words, one of which the text lacks. No context asked about ends the text."""
    first, second, third, fourth, missing = words = vocabulary("sal")
    counts = count_grams([first, second, *corpus(rng, words[:4], 56), third, fourth], 3)
    for context in ((first, second), (missing, first), (first, missing)):
        ask_sum(ask, counts, mixing(rng, 3), context, words)


@exam.property("other_arguments")
def other_arguments(ask: Ask, rng: Rng) -> None:
    """One question, then each argument changed in its turn."""
    x, y, z, *_ = vocabulary("bre")
    counts, weights = count_grams([x, y, z, x, y, z, x, y, y, x, y, y, z, x, z], 3), [0.1, 0.2, 0.3, 0.4]
    more = {**counts, (): 18, (x, y): 5, (y, z): 4}
    with ask.blaming("remembers_calls"):
        ask(counts, 6, weights, (x, y), z)
        ask(more, 6, weights, (x, y), z)
        ask(counts, 9, weights, (x, y), z)
        ask(counts, 6, [0.4, 0.3, 0.2, 0.1], (x, y), z)
        ask(counts, 6, weights, (z, x), z)
        ask(counts, 6, weights, (x, y), y)


@exam.property("unmodified")
def unmodified(ask: Ask, rng: Rng) -> None:
    """Also by an unseen context and by one that is too short, unless the answer raises there."""
    ask.unmodified(*drawn(question("gal", 3, 2), rng))
    for stems in (("zo", "ba"), ("ba", "zo"), ()):
        with suppress(Raised):
            ask.unmodified(*drawn(question("gal", 3, stems), rng))
