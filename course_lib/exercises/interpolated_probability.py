"""``interpolated_probability``: the weighted sum of the estimates of all orders, and of 1/V."""

import math
from collections.abc import Sequence
from typing import Any

from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, Mistakes, Outputs
from course_lib.asking.failed import Failed
from course_lib.asking.questions import Raised
from course_lib.asking.results import Number
from course_lib.asking.visible import Trial
from course_lib.exercises.ngram_probability import EXAMPLE, SIXTY, Counts, Gram, count_grams, divided, logarithm

Estimates = Sequence[float | None]  # 1/V, then that of each order; None where its context is unseen or too short
Weights = Sequence[float]
UNSEEN = (
    *("weight_lost", "weight_partly_lost", "weight_to_single_words", "weight_to_uniform", "weight_twice"),
    "renormalised",
)


def right(counts: Counts, vocab_size: int, weights: Weights, context: Gram, word: str) -> float:
    """weights[0] / V + Σ weights[i] · the i-gram estimate; an unseen order passes its weight to the next lower one.

    With the counts of "the cat sat the cat ran the dog sat", V = 5 and weights (0.1, 0.3, 0.6), "sat" has probability
    0.1·1/5 + 0.3·2/9 + 0.6·1/2 = 0.3867 after "cat".
    """
    return mixed(weights, estimates(counts, vocab_size, weights, context, word))


def estimates(counts: Counts, vocab_size: int, weights: Weights, context: Gram, word: str) -> list[float | None]:
    """1/V, and count(last i − 1 words and word) / count(last i − 1 words) for i = 1, 2, …"""
    ends = (last(context, n - 1) for n in range(1, len(weights)))
    return [1 / vocab_size, *(share(counts, end, word) for end in ends)]


def share(counts: Counts, context: Gram | None, word: str) -> float | None:
    """The estimate after this context; None where there is no such context, or it never occurred."""
    return None if context is None else divided(counts.get((*context, word), 0), counts.get(context, 0))


def last(context: Gram, length: int) -> Gram | None:
    """The last words of the context; None if it has fewer."""
    return context[len(context) - length :] if length <= len(context) else None


def passed_down(weights: Weights, known: Estimates) -> list[float]:
    """The weights after each unseen order has passed its own, and what it was passed, to the next lower one."""
    passed = list(weights)
    for n in range(len(passed) - 1, 0, -1):
        if known[n] is None:
            passed[n - 1] += passed[n]
            passed[n] = 0.0
    return passed


def terms(weights: Weights, known: Estimates) -> list[float]:
    """What each order adds to the sum."""
    return [weight * (estimate or 0.0) for weight, estimate in zip(passed_down(weights, known), known, strict=True)]


def mixed(weights: Weights, known: Estimates) -> float:
    """The weighted sum."""
    return sum(terms(weights, known))


def mistakes(counts: Counts, vocab_size: int, weights: Weights, context: Gram, word: str) -> Mistakes:
    """What comes out after each likely mistake."""
    given = counts, vocab_size, weights, context, word
    known = estimates(*given)
    value = mixed(weights, known)
    return [
        *((key, mixed(weights, other)) for key, other in _other_estimates(*given)),
        ("weights_reversed", mixed(weights[::-1], known)),
        ("weights_ignored", mixed([1 / len(weights)] * len(weights), known)),
        *_other_sums(weights, known),
        *(("log", logarithm(value, base)) for base in (math.log, math.log2, math.log10)),
        ("log", logarithm(value, lambda x: -math.log(x))),
        *((key, None if math.isclose(number, value) else number) for key, number in _unseen(weights, known)),
    ]


def _other_estimates(
    counts: Counts, vocab_size: int, weights: Weights, context: Gram, word: str
) -> list[tuple[str, Estimates]]:
    """Mistakes in what is mixed: weights go down wherever these estimates are None."""
    uniform, *known = estimates(counts, vocab_size, weights, context, word)
    words, tokens, orders = sum(len(gram) == 1 for gram in counts), counts.get((), 0), range(1, len(weights))
    first = [share(counts, context[: n - 1] if n - 1 <= len(context) else None, word) for n in orders]
    longer = [share(counts, last(context, n), word) for n in orders]
    # Where an estimate is known, so is its context, and the two have counts.
    ends = [last(context, n - 1) or () for n in orders]
    before = [
        counts.get((word, *end), 0) / counts[end] for end, one in zip(ends, known, strict=True) if one is not None
    ]
    of_all = [counts.get((*end, word), 0) / tokens for end, one in zip(ends, known, strict=True) if one is not None]
    unseen = [None] * (len(known) - len(before))
    return [
        ("first_words", [uniform, *first]),
        ("no_uniform", [0.0, *known]),
        ("uniform_not_divided", [1.0, *known]),
        ("uniform_not_divided", [divided(1, tokens), *known]),
        ("vocabulary_of_counts", [divided(1, words), *known]),
        ("orders_shifted", [uniform, *longer]),
        ("weights_shifted", [share(counts, (), word), *longer]),
        ("whole_context", [uniform, share(counts, context, word), *known[1:]][: len(weights)]),
        ("reversed", [uniform, *before, *unseen]),
        ("joint", [uniform, *of_all, *unseen]),
        ("ngram_unseen", [uniform, *(one or None for one in known)]),
        ("whole_division", [uniform, *(one and float(one // 1) for one in known)]),
    ]


def _other_sums(weights: Weights, known: Estimates) -> list[tuple[str, float]]:
    """Mistakes in how it is mixed."""
    added = terms(weights, known)
    highest = max(n for n, estimate in enumerate(known) if estimate is not None)
    return [
        ("highest_only", known[highest] or 0.0),
        ("highest_left_out", mixed(weights[:-1] or weights, known[:-1] or known)),
        ("single_words_left_out", mixed([weights[0], *weights[2:]], [known[0], *known[2:]])),
        ("largest_only", max(added)),
        ("one_term", added[highest]),
        ("one_term", added[0]),
    ]


def _unseen(weights: Weights, known: Estimates) -> list[tuple[str, float]]:
    """Mistakes in where the weight of an unseen context goes."""
    seen = [estimate is not None for estimate in known]
    kept = sum(weight * (estimate or 0.0) for weight, estimate in zip(weights, known, strict=True))
    used = sum(weight for weight, there in zip(weights, seen, strict=True) if there)
    lost = sum(weights) - used
    return [
        ("weight_lost", kept),
        ("weight_to_uniform", kept + lost * (known[0] or 0.0)),
        ("weight_to_single_words", kept + lost * ((known[1:2] or known[:1])[0] or 0.0)),
        ("renormalised", kept / used if used else 0.0),
        ("weight_twice", _handed_down(weights, known, keeps=True, adds=True)),
        ("weight_partly_lost", _handed_down(weights, known, keeps=False, adds=False)),
    ]


def _handed_down(weights: Weights, known: Estimates, keeps: bool, adds: bool) -> float:
    """``keeps``: what one order got, all below get too; ``adds``: the weights of two unseen orders in a row add up."""
    total, carried = 0.0, 0.0
    for weight, estimate in zip(reversed(weights), reversed(known), strict=True):
        if estimate is None:
            carried = weight + (carried if adds else 0.0)
            continue
        total += (weight + carried) * estimate
        carried = carried if keeps else 0.0
    return total


def describe(counts: Counts, vocab_size: int, weights: Weights, context: Gram, word: str) -> str:
    """The arguments but for the counts, and of these the two of each order, n-gram and context."""
    ends = [last(context, n - 1) for n in range(1, len(weights))]
    pairs = ["–" if end is None else f"{counts.get((*end, word), 0)}/{counts.get(end, 0)}" for end in ends]
    shown = ", ".join(f"{weight:.3g}" for weight in weights)
    return (
        f"vocab_size = {vocab_size}, weights = [{shown}], context = {context}, word = {word!r}, "
        f"counts = {', '.join(pairs) or '–'}"
    )


# ---------------------------------------------------------------- questions that the check and the exam share


def ask_unseen(ask: Ask, *given: Any) -> None:
    """An unseen context. The sum itself is known to be right: if not, what becomes of a weight has a name."""
    try:
        ask_among(ask, UNSEEN, *given)
    except Raised as raised:
        seen: dict[str, Any] = {"raised": str(raised)[:300], "line": raised.line, "case": describe(*given)}
        raise Failed("unseen_raises", **seen) from None


def ask_among(ask: Ask, keys: Sequence[str], *given: Any) -> None:
    """The answer is right for these arguments; if not, it is named after the only one of these mistakes that explains
    it. The others are known not to have been made."""
    got = ask.got(*given)
    try:
        ask.expect(got, given)
    except Failed as failed:
        found = ask.exercise.read(got)
        named = {key for key, out in given_by(ask.exercise, keys, *given) if ask.exercise.alike(found, out)}
        raise failed.named(named.pop()) if ask.slip is None and len(named) == 1 else failed from None


def given_by(exercise: Exercise, keys: Sequence[str], *given: Any) -> list[tuple[str, Outputs]]:
    """What comes out after each of these mistakes, where that is something of its own."""
    return [(slip.key, out) for slip, out in exercise.slips(*given) if slip.key in keys and out is not None]


def ask_sum(ask: Ask, counts: Counts, weights: Weights, context: Gram, words: Sequence[str]) -> None:
    """The probabilities of these words, which are the vocabulary, sum to 1."""
    total = 0.0
    for word in words:
        (found,) = ask.exercise.read(ask.got(counts, len(words), weights, context, word))
        total += found
    if not math.isclose(total, 1.0, rel_tol=1e-5):
        case = describe(counts, len(words), weights, context, "…")
        raise Failed("sums_to_one", what="Σ", got=f"{total:.6g}", expected="1", case=case)


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    with trial.case("the_example"):
        trial(count_grams(EXAMPLE.split(), 3), 5, [0.1, 0.3, 0.6], ("cat",), "sat")
    counts, weights = count_grams(SIXTY.split(), 4), [0.1, 0.2, 0.3, 0.4]
    seen, five = ("sat", "cats", "the"), [0.1, 0.15, 0.2, 0.25, 0.3]
    with trial.case("sixty_words"):
        trial.values((counts, 7, weights, seen, "the"), (counts, 7, weights, ("sat", "The", "cat"), "The"))
    with trial.case("unseen_context"):
        for context in (("cat", "zebra"), ("zebra", "cat")):
            ask_unseen(trial, counts, 7, weights, context, "the")
    with trial.case("short_context"):
        shorter: tuple[str, ...]
        for shorter in ((), ("the",)):
            trial(counts, 7, weights, shorter, "the")
    with trial.case("unseen_word"):
        trial(counts, 7, weights, seen, "zebra")
    with trial.case("sums_to_one"):
        for context in (("the", "The"), ("zebra", "The"), ("The", "zebra")):
            ask_sum(trial, counts, weights, context, ("the", "The", "cat", "cats", "sat", "zebra"))
    with trial.case("other_arguments"), trial.blaming("remembers_calls"):
        trial(counts, 8, weights, seen, "the")
        trial(counts, 7, [0.4, 0.3, 0.2, 0.1], seen, "the")
        trial({**counts, (): 70, ("the",): 30}, 7, weights, seen, "the")
    with trial.case("orders"):
        for others in ([1.0], [0.4, 0.6], [0, 1], five):
            trial(counts, 7, others, ("the", "The", "cat"), "cat")
        with trial.blaming("short_context"):
            trial(counts, 7, five, ("the", "The"), "cat")
    with trial.case("unmodified"):
        for any_context in (seen, ("zebra",)):
            trial.unmodified(counts, 7, weights, any_context, "the")


EXERCISE = Exercise(
    "interpolated_probability",
    number="1.2",
    hidden=8,
    arguments=("counts", "vocab_size", "weights", "context", "word"),
    results=(Number("probability"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    describe=describe,
)
