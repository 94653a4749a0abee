"""The exams of ``ngram_probability``, ``interpolated_probability`` and ``perplexity``.

Corpora are drawn letters; what is right and what likely mistakes give comes from course_lib.checks.
"""

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor

from autograder.exams.common import blamed_on, unchanged
from autograder.properties import Ask, Exam, Failed, Foreign, Raised, Rng, expect, expect_raises
from course_lib.checks.language_modelling_wrong import (
    Gram,
    Mixture,
    count_grams,
    likely_mixtures,
    likely_perplexities,
    likely_probabilities,
    relative,
    surprise,
)

ngram_exam = Exam("ngram_probability")
interpolated_exam = Exam("interpolated_probability")
perplexity_exam = Exam("perplexity")

Likely = Sequence[tuple[str, float]]
LETTERS = "abcd"


def number(got: Any, what: str = "probability") -> float:
    """``got`` as a float, from any single number. Else Failed."""
    if got is None:
        raise Failed("none", what=what)
    if isinstance(got, Tensor) and got.numel() == 1 and not got.is_complex():
        got = got.item()
    if isinstance(got, bool) or not isinstance(got, int | float):
        kind = got.type_name if isinstance(got, Foreign) else type(got).__name__
        raise Failed("type", what=what, got=kind, expected="float")
    expect(not math.isnan(got), "not_finite", what=what, where="", got="nan", expected="a number")
    return float(got)


def same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-5, abs_tol=1e-12)


def expect_number(got: Any, want: float, likely: Callable[[], Likely] = list, what: str = "probability") -> None:
    """``got`` is ``want`` up to float32's rounding. Else Failed, named after the first mistake that explains it."""
    found = number(got, what)
    if same(found, want):
        return
    shown = {"what": what, "where": "", "got": f"{found:.5g}", "expected": f"{want:.5g}", "difference": ""}
    for key, wrong in likely():
        if same(found, wrong):
            raise Failed(key, **shown)
    raise Failed("value", **shown)


def told_apart(want: float, likely: Likely) -> bool:
    """Each mistake gives a number of its own."""
    seen = [("", want), *likely]
    return not any(
        key != other and math.isclose(value, another, rel_tol=1e-3)
        for index, (key, value) in enumerate(seen)
        for other, another in seen[index + 1 :]
    )


def corpus(rng: Rng, size: int = 60, letters: str = LETTERS) -> list[str]:
    """Tokens, some letters much more frequent than others."""
    places = (rng.uniform(size) ** 2 * len(letters)).long().tolist()
    return [letters[place] for place in places]


def challenge(
    rng: Rng, n: int, suits: Callable[[dict[Gram, int], Gram, str], bool]
) -> tuple[dict[Gram, int], Gram, str]:
    """Counts, a context of n − 1 words and a word, drawn until they suit."""
    for _ in range(3000):
        tokens = corpus(rng)
        start = rng.integer(0, len(tokens) - n)
        context, word = tuple(tokens[start : start + n - 1]), tokens[start + n - 1]
        counts = count_grams(tokens, n)
        if suits(counts, context, word):
            return counts, context, word
    raise RuntimeError("no corpus suits")


# ---------------------------------------------------------------- ngram_probability


@ngram_exam.property("values", core=True)
def ngram_values(ask: Ask, rng: Rng) -> None:
    def suits(counts: dict[Gram, int], context: Gram, word: str) -> bool:
        nothing = ("nothing", 0.0)  # no mistake of ours may give it, as answers without a name often do
        return told_apart(relative(counts, context, word), [*likely_probabilities(counts, context, word), nothing])

    for _ in range(2):
        counts, context, word = challenge(rng, 3, lambda c, x, w: x[0] != x[1] and c[x] > 1 and suits(c, x, w))
        got = ask.call("ngram_probability", counts, context, word)
        expect_number(got, relative(counts, context, word), lambda: likely_probabilities(counts, context, word))  # noqa: B023


@ngram_exam.property("other_orders")
def ngram_orders(ask: Ask, rng: Rng) -> None:
    for n in (2, 4, 5):
        counts, context, word = challenge(rng, n, lambda counts, context, word: True)
        with blamed_on("other_orders", f"n = {n}"):
            expect_number(ask.call("ngram_probability", counts, context, word), relative(counts, context, word))


@ngram_exam.property("empty_context")
def ngram_empty(ask: Ask, rng: Rng) -> None:
    counts = count_grams(corpus(rng), 2)
    with blamed_on("empty_context", f"{counts[('a',)]}/{counts[()]}"):
        expect_number(ask.call("ngram_probability", counts, (), "a"), counts[("a",)] / counts[()])


@ngram_exam.property("unseen_word")
def ngram_unseen_word(ask: Ask, rng: Rng) -> None:
    counts = count_grams(corpus(rng), 2)
    for context in ((), ("a",)):
        with blamed_on("unseen_word", 0):
            expect_number(ask.call("ngram_probability", counts, context, "z"), 0.0)


@ngram_exam.property("unseen_context")
def ngram_unseen_context(ask: Ask, rng: Rng) -> None:
    counts = count_grams(corpus(rng), 3)
    for context in (("z",), ("a", "zorro")):
        question = partial(ask.call, "ngram_probability", counts, context, "a")
        raised = expect_raises(KeyError, question, hint="no_key_error")
        expect(context[-1] in raised.message, "context_not_named", got=raised.message[:100], expected=context)


@ngram_exam.property("unmodified")
def ngram_unmodified(ask: Ask, rng: Rng) -> None:
    counts = count_grams(corpus(rng), 2)
    before = dict(counts)
    _, after = ask.call_keeping_arguments("ngram_probability", counts, ("a",), "z")
    expect(after[0] == before, "mutated", argument="counts")


# ---------------------------------------------------------------- interpolated_probability


def mixture(rng: Rng, counts: dict[Gram, int], orders: int) -> Mixture:
    weights = rng.uniform(orders + 1) + 0.15
    return Mixture(counts, 5 + rng.integer(0, 4), tuple((weights / weights.sum()).tolist()))


def ask_mixture(ask: Ask, made: Mixture, context: Gram, word: str) -> Any:
    return ask.call("interpolated_probability", made.counts, made.vocab_size, list(made.weights), context, word)


@interpolated_exam.property("values", core=True)
def interpolated_values(ask: Ask, rng: Rng) -> None:
    """A context that occurs, longer than the orders need: its last words count."""
    for _ in range(2):
        for _ in range(500):
            counts, context, word = challenge(rng, 4, lambda counts, context, word: len(set(context)) == 3)
            made = mixture(rng, counts, 3)
            likely = [item for item in likely_mixtures(made, context, word) if item[0] in SEEN]
            if told_apart(made.probability(context, word), likely):
                break
        expect_number(ask_mixture(ask, made, context, word), made.probability(context, word), lambda: likely)  # noqa: B023


SEEN = ("first_words", "no_uniform", "weights_reversed", "highest_only", "log")
PASSED = ("weight_lost", "weight_to_uniform", "renormalised")


@interpolated_exam.property("unseen_context")
def interpolated_unseen(ask: Ask, rng: Rng) -> None:
    """The longest context never occurred; its weight goes to the next lower order."""
    for context in (("z", "a"), ("a", "z")):  # in the second, a single word is unseen too: 1/V is next lower but one
        for _ in range(500):
            counts = count_grams(corpus(rng), 3)
            made = mixture(rng, counts, 3)
            likely = [item for item in likely_mixtures(made, context, "a") if item[0] in PASSED]
            if told_apart(made.probability(context, "a"), likely):
                break
        with blamed_on("unseen_raises", context, unnamed=()):
            got = ask_mixture(ask, made, context, "a")
        expect_number(got, made.probability(context, "a"), lambda: likely)  # noqa: B023


@interpolated_exam.property("short_context")
def interpolated_short(ask: Ask, rng: Rng) -> None:
    counts = count_grams(corpus(rng), 3)
    made = mixture(rng, counts, 3)
    for context in ((), ("a",)):
        with blamed_on("short_context", context):
            expect_number(ask_mixture(ask, made, context, "a"), made.probability(context, "a"))


@interpolated_exam.property("unseen_word")
def interpolated_unseen_word(ask: Ask, rng: Rng) -> None:
    counts = count_grams(corpus(rng), 3)
    made = mixture(rng, counts, 3)
    with blamed_on("unseen_word", "weights[0] / V"):
        expect_number(ask_mixture(ask, made, ("a", "b"), "z"), made.probability(("a", "b"), "z"))


@interpolated_exam.property("orders")
def interpolated_orders(ask: Ask, rng: Rng) -> None:
    """One weight alone, and four orders."""
    counts = count_grams(corpus(rng), 4)
    for orders, context in ((0, ("a", "b")), (1, ("a",)), (4, ("a", "a", "a"))):
        made = mixture(rng, counts, orders)
        with blamed_on("orders", f"{orders + 1} weights"):
            expect_number(ask_mixture(ask, made, context, "a"), made.probability(context, "a"))


@interpolated_exam.property("sums_to_one")
def interpolated_sums(ask: Ask, rng: Rng) -> None:
    """Over a vocabulary of five letters, one of which the corpus lacks. No context asked about stands at its end."""
    counts = count_grams([*corpus(rng), "c", "d"], 3)
    weights = mixture(rng, counts, 3).weights
    for context in (("a", "b"), ("z", "a")):
        total = 0.0
        for word in "abcde":
            with blamed_on("sums_to_one", 1):
                total += number(ask.call("interpolated_probability", counts, 5, list(weights), context, word))
        expect(same(total, 1.0), "sums_to_one", got=f"{total:.5g}", expected=1)


@interpolated_exam.property("unmodified")
def interpolated_unmodified(ask: Ask, rng: Rng) -> None:
    counts = count_grams(corpus(rng), 3)
    before, weights = dict(counts), [0.2, 0.3, 0.5]
    _, after = ask.call_keeping_arguments("interpolated_probability", counts, 5, list(weights), ("z",), "a")
    expect(after[0] == before, "mutated", argument="counts")
    expect(after[2] == weights, "mutated", argument="weights")


# ---------------------------------------------------------------- perplexity


def log_probs(rng: Rng, size: int, dtype: torch.dtype = torch.float64) -> Tensor:
    return (0.02 + 0.9 * rng.uniform(size)).log().to(dtype)


@perplexity_exam.property("values", core=True)
def perplexity_values(ask: Ask, rng: Rng) -> None:
    for size in (5, 9):
        for _ in range(500):
            given = log_probs(rng, size)
            likely = likely_perplexities(given.tolist())
            if told_apart(surprise(given.tolist()), likely):
                break
        got = ask.call("perplexity", given)
        expect_number(got, surprise(given.tolist()), lambda: likely, "perplexity")  # noqa: B023


@perplexity_exam.property("uniform")
def perplexity_uniform(ask: Ask, rng: Rng) -> None:
    """Every token as likely as all others: the vocabulary's size."""
    size = rng.integer(20, 60)
    given = torch.full((7,), -math.log(size), dtype=torch.float64)
    with blamed_on("uniform", size):
        expect_number(ask.call("perplexity", given), float(size), what="perplexity")


@perplexity_exam.property("one_token")
def perplexity_one(ask: Ask, rng: Rng) -> None:
    for value in (0.0, -1.5):
        with blamed_on("one_token", f"{math.exp(-value):.5g}"):
            expect_number(ask.call("perplexity", torch.tensor([value])), math.exp(-value), what="perplexity")


@perplexity_exam.property("long_text")
def perplexity_long(ask: Ask, rng: Rng) -> None:
    """Five thousand tokens: the product of their probabilities is too small for any float."""
    given = log_probs(rng, 5000)
    with blamed_on("long_text", f"{surprise(given.tolist()):.5g}"):
        expect_number(ask.call("perplexity", given), surprise(given.tolist()), what="perplexity")


@perplexity_exam.property("empty")
def perplexity_empty(ask: Ask, rng: Rng) -> None:
    expect_raises(ValueError, lambda: ask.call("perplexity", torch.zeros(0)), hint="no_value_error")


@perplexity_exam.property("unmodified")
def perplexity_unmodified(ask: Ask, rng: Rng) -> None:
    given = log_probs(rng, 6, torch.float32)
    try:
        _, after = ask.call_keeping_arguments("perplexity", given)
    except Raised as raised:
        raise Failed("dtype_raised", got=str(raised)[:200], expected="float32") from None
    unchanged(given, after[0], "log_probs")
