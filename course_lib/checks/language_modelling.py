"""The visible checks of notebook 01: the cases of its four exercises, in the order a learner meets their mistakes."""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from course_lib.checks.checker import COMMON, Cause, Exercise, Trial, Wrong, example_first
from course_lib.checks.language_modelling_causes import BPE, INTERPOLATED, NGRAM, PERPLEXITY
from course_lib.checks.language_modelling_wrong import (
    Gram,
    Merging,
    Mixture,
    count_grams,
    likely_merges,
    likely_mixtures,
    likely_perplexities,
    likely_probabilities,
    relative,
    surprise,
)
from course_lib.language import mark

EXAMPLE = count_grams(("the", "cat", "sat", "the", "cat", "ran", "the", "dog", "sat"), 3)
# Sixty letters in which every likely mistake gives a number of its own.
LETTERS = "aabacaadbaabcabaacabdaaabbacaabadcaabaabacdabaaacbaabcaadaba"
COUNTS = count_grams(LETTERS, 4)
WEIGHTS = [0.1, 0.2, 0.3, 0.4]
LOG_PROBS = torch.tensor([0.5, 0.1, 0.25, 0.8, 0.05], dtype=torch.float64).log()
WORDS = {"bade": 11, "cab": 7, "dabe": 19, "ecad": 5, "abed": 2, "cade": 3}


def number(got: Any, what: str) -> float:
    """``got`` as a float, from any single number. Else Wrong."""
    if got is None:
        raise Wrong(COMMON["none"], f"{what} = None", "float")
    if isinstance(got, Tensor) and got.numel() == 1:
        got = got.item()
    if isinstance(got, bool) or not isinstance(got, int | float):
        raise Wrong(COMMON["type"], f"{what}: {type(got).__name__}", "float")
    return float(got)


def expect_number(
    trial: Trial, got: Any, want: float, causes: Mapping[str, Cause], wrongs: Sequence[tuple[str, float]] = ()
) -> None:
    """``got`` is ``want``. Else Wrong, named after the likely mistake that explains it."""
    found = number(got, "result")
    if math.isclose(found, want, rel_tol=1e-5, abs_tol=1e-12):
        return
    for key, value in wrongs:
        if math.isclose(found, value, rel_tol=1e-5, abs_tol=1e-12):
            raise Wrong(causes[key], f"{found:.5g}", f"{want:.5g}")
    trial.fail("not_finite" if math.isnan(found) else "value", f"{found:.5g}", f"{want:.5g}")


def unchanged(trial: Trial, answer: Any, name: str, *arguments: Any) -> None:
    """The call leaves its arguments as they were."""
    trial.on(mark("Arguments stay as they were"))
    given = [value.clone() if isinstance(value, Tensor) else type(value)(value) for value in arguments]
    trial.call_on(answer, *given)
    same = (torch.equal(a, b) if isinstance(a, Tensor) else a == b for a, b in zip(given, arguments, strict=True))
    if not all(same):
        raise Wrong(COMMON["mutated"], name)


def check_ngram(trial: Trial, answer: Any) -> None:
    """Exercise 1.1."""

    def example(trial: Trial) -> None:
        trial.on(mark("The example: after “the cat”, “sat” once of two times"))
        expect_number(trial, trial.steady(answer, EXAMPLE, ("the", "cat"), "sat"), 0.5, NGRAM)

    def larger(trial: Trial) -> None:
        context: Gram = ("b", "a")
        trial.on(mark("Sixty letters: after b a, another a"))
        likely = likely_probabilities(COUNTS, context, "a")
        expect_number(trial, trial.call(answer, COUNTS, context, "a"), relative(COUNTS, context, "a"), NGRAM, likely)
        for longer in (("a",), ("a", "a", "b")):
            trial.on(mark("Contexts of one letter and of three"), NGRAM["other_orders"])
            expect_number(trial, trial.call(answer, COUNTS, longer, "a"), relative(COUNTS, longer, "a"), NGRAM)
        trial.on(mark("No context: ()"), NGRAM["empty_context"])
        expect_number(trial, trial.call(answer, COUNTS, (), "a"), COUNTS[("a",)] / COUNTS[()], NGRAM)
        for given in ((), ("a",)):
            trial.on(mark("A word that never followed"), NGRAM["unseen_word"])
            expect_number(trial, trial.call(answer, COUNTS, given, "z"), 0.0, NGRAM)
        trial.on(mark("A context that never occurred: KeyError, with its name"))
        expect_key_error(answer, ("a", "zorro"))
        unchanged(trial, answer, "counts", COUNTS, ("a",), "z")

    example_first(trial, example, larger)


def expect_key_error(answer: Any, context: Gram) -> None:
    try:
        answer(dict(COUNTS), context, "a")
    except KeyError as error:
        if context[-1] not in str(error):
            raise Wrong(NGRAM["context_not_named"], f"KeyError: {error}", str(context)) from None
        return
    except Exception as error:
        raise Wrong.raised(NGRAM["no_key_error"], error, "KeyError") from None
    raise Wrong(NGRAM["no_key_error"], f"{context} → float", "KeyError")


def check_interpolated(trial: Trial, answer: Any) -> None:
    """Exercise 1.2."""

    def ask(trial: Trial, made: Mixture, context: Gram, word: str) -> Any:
        return trial.call(answer, made.counts, made.vocab_size, list(made.weights), context, word)

    def example(trial: Trial) -> None:
        made = Mixture(EXAMPLE, 5, (0.1, 0.3, 0.6))
        trial.on(mark("The example: weights [0.1, 0.3, 0.6], after “cat”, “sat”"))
        expect_number(trial, ask(trial, made, ("cat",), "sat"), made.probability(("cat",), "sat"), INTERPOLATED)

    def larger(trial: Trial) -> None:
        made, seen = Mixture(COUNTS, 6, tuple(WEIGHTS)), ("c", "a", "b")
        trial.on(mark("Sixty letters, contexts of up to two of them"))
        likely = likely_mixtures(made, seen, "a")
        expect_number(trial, ask(trial, made, seen, "a"), made.probability(seen, "a"), INTERPOLATED, likely)
        for unseen in (("z", "b"), ("b", "z")):
            trial.on(mark("A context that never occurred"), INTERPOLATED["unseen_raises"])
            got = ask(trial, made, unseen, "a")
            trial.blame = None
            likely = likely_mixtures(made, unseen, "a")
            expect_number(trial, got, made.probability(unseen, "a"), INTERPOLATED, likely)
        for short in ((), ("a",)):
            trial.on(mark("A context that is too short"), INTERPOLATED["short_context"])
            expect_number(trial, ask(trial, made, short, "a"), made.probability(short, "a"), INTERPOLATED)
        check_sum(trial, answer)
        trial.on(mark("A word that never occurred"), INTERPOLATED["unseen_word"])
        expect_number(trial, ask(trial, made, seen, "z"), made.probability(seen, "z"), INTERPOLATED)
        for weights in ((1.0,), (0.4, 0.6), (0.1, 0.1, 0.2, 0.3, 0.3)):
            trial.on(mark("One weight, two, and five"), INTERPOLATED["orders"])
            other = Mixture(COUNTS, 6, weights)
            expect_number(trial, ask(trial, other, seen, "a"), other.probability(seen, "a"), INTERPOLATED)
        unchanged(trial, answer, "counts, weights", COUNTS, 6, WEIGHTS, ("z",), "a")

    example_first(trial, example, larger)


def check_sum(trial: Trial, answer: Any) -> None:
    """All words of the vocabulary, one of which the letters lack."""
    trial.on(mark("All five words together, one of them never seen"), INTERPOLATED["unseen_word"])
    total = sum(number(trial.call(answer, COUNTS, 5, WEIGHTS, ("a", "b"), word), "result") for word in "abcde")
    if not math.isclose(total, 1.0, rel_tol=1e-5):
        unseen = number(trial.call(answer, COUNTS, 5, WEIGHTS, ("a", "b"), "e"), "result") == 0
        key = "unseen_word" if unseen and ("e",) not in COUNTS and not _by_ngrams(answer) else "sums_to_one"
        raise Wrong(INTERPOLATED[key], f"{total:.5g}", "1")


def _by_ngrams(answer: Any) -> bool:
    """Whether the answer gives an unseen word nothing since no n-gram holds it, rather than by its own count."""
    return bool(answer({(): 2, ("a",): 1, ("b", "e"): 1}, 5, [0.5, 0.5], (), "e"))


def check_perplexity(trial: Trial, answer: Any) -> None:
    """Exercise 1.3."""

    def example(trial: Trial) -> None:
        trial.on(mark("The example: probabilities 0.5 and 0.125"))
        expect_number(trial, trial.steady(answer, torch.tensor([0.5, 0.125]).log()), 4.0, PERPLEXITY)

    def larger(trial: Trial) -> None:
        trial.on(mark("Five tokens"))
        likely = likely_perplexities(LOG_PROBS.tolist())
        expect_number(trial, trial.call(answer, LOG_PROBS), surprise(LOG_PROBS.tolist()), PERPLEXITY, likely)
        trial.on(mark("Seven tokens, each with probability 1/40"), PERPLEXITY["uniform"])
        uniform = torch.full((7,), -math.log(40), dtype=torch.float64)
        expect_number(trial, trial.call(answer, uniform), 40.0, PERPLEXITY)
        for value in (0.0, -1.5):
            trial.on(mark("One token"), PERPLEXITY["one_token"])
            expect_number(trial, trial.call(answer, torch.tensor([value])), math.exp(-value), PERPLEXITY)
        trial.on(mark("Five thousand tokens"), PERPLEXITY["long_text"])
        expect_number(trial, trial.call(answer, LOG_PROBS.repeat(1000)), surprise(LOG_PROBS.tolist()), PERPLEXITY)
        trial.on(mark("ValueError for an empty text"))
        try:
            got = answer(torch.zeros(0))
        except ValueError:
            pass
        except Exception as error:
            raise Wrong.raised(PERPLEXITY["no_value_error"], error, "ValueError") from None
        else:
            raise Wrong(PERPLEXITY["no_value_error"], str(got), "ValueError")
        trial.on(mark("float32"), PERPLEXITY["dtype_raised"])
        expect_number(trial, trial.call(answer, LOG_PROBS.float()), surprise(LOG_PROBS.tolist()), PERPLEXITY)
        unchanged(trial, answer, "log_probs", LOG_PROBS)

    example_first(trial, example, larger)


def expect_merges(
    trial: Trial, got: Any, words: Mapping[str, int], n_merges: int, named: Collection[str] = BPE
) -> None:
    """``got`` are the merges, as a list of pairs. Else Wrong."""
    if got is None or not isinstance(got, list | tuple):
        raise Wrong(COMMON["none" if got is None else "type"], type(got).__name__, "[(left, right), …]")
    found = [tuple(pair) if isinstance(pair, list) else pair for pair in got]
    want = Merging().learn(words, n_merges)
    if found == want:
        return
    place = next((i for i, pair in enumerate(want) if i >= len(found) or found[i] != pair), len(want))
    shown = [str(side[place]) if place < len(side) else "–" for side in (found, want)]
    for key, wrong in likely_merges(words, n_merges):
        if key in named and found == wrong:
            raise Wrong(BPE[key], *shown)
    if named and not all(isinstance(pair, tuple) and len(pair) == 2 for pair in found):
        raise Wrong(BPE["not_pairs"], *shown)
    raise Wrong(trial.blame or BPE["merges"], *shown)


def check_bpe(trial: Trial, answer: Any) -> None:
    """Exercise 1.4."""

    def example(trial: Trial) -> None:
        words = {"low": 5, "lower": 2, "new": 6}
        trial.on(mark("The example: low 5 times, lower 2, new 6; three merges"))
        got = trial.steady(answer, words, 3)
        if isinstance(got, list) and got != Merging().learn(words, 3):
            check_words(Trial(), answer)
        expect_merges(trial, got, words, 3)

    def check_words(trial: Trial, answer: Any) -> None:
        trial.on(mark("Six words, five merges"))
        expect_merges(trial, trial.call(answer, WORDS, 5), WORDS, 5)

    example(trial)
    check_words(trial, answer)
    ties = dict.fromkeys(("bca", "cab", "dbc", "adc"), 3)
    trial.on(mark("Pairs that occur equally often"), BPE["ties"])
    expect_merges(trial, trial.call(answer, ties, 4), ties, 4)
    for words, n_merges in (({"aaab": 5, "ab": 7}, 1), ({"aaa": 5, "ba": 2}, 3), ({"aaaaa": 3, "cab": 4}, 4)):
        trial.on(mark("Letters in a row: aaa"), BPE["repeated_letters"])
        got = trial.call(answer, words, n_merges)
        expect_merges(trial, got, words, n_merges, ("overlaps", "from_the_right"))
    cases: tuple[tuple[str, str, dict[str, int], int], ...] = (
        (mark("No pair is left long before the merges are used up"), "stops_early", {"ab": 2, "abc": 1}, 50),
        (mark("No merges asked for, and no words"), "none_asked", {"ab": 2}, 0),
        (mark("No merges asked for, and no words"), "none_asked", {}, 3),
        (mark("ñ, and < in a word"), "letters", {"ñandú": 3, "señor": 9, "niño": 14, "y": 30, "<a>": 2}, 6),
    )
    for case, key, words, n_merges in cases:
        trial.on(case, BPE[key])
        expect_merges(trial, trial.call(answer, words, n_merges), words, n_merges, ())
    unchanged(trial, answer, "words", WORDS, 3)


EXERCISES = {
    "ngram_probability": Exercise("1.1", 6, check_ngram),
    "interpolated_probability": Exercise("1.2", 7, check_interpolated),
    "perplexity": Exercise("1.3", 6, check_perplexity),
    "learn_bpe": Exercise("1.4", 7, check_bpe),
}
