"""The visible checks of `term_frequency` and `skipgram_pairs`, and what the checks of notebook 02 share."""

import copy
from collections.abc import Sequence
from typing import Any

import torch

from course_lib.checks.checker import COMMON, Mistake, Trial, Wrong, example_first, plain
from course_lib.checks.embeddings_causes import FREQUENCY, PAIRS
from course_lib.checks.embeddings_wrong import frequencies, likely_frequencies, likely_pairs, pairs
from course_lib.language import mark

VOCABULARY = ["sol", "mar", "pan", "luz", "ave"]
DOCUMENTS = [
    ["pan", "sol", "pan", "ave", "pan", "sol"],
    ["mar", "luz", "luz", "sol"],
    ["ave", "mar", "mar", "pan", "mar", "luz", "mar"],
    ["luz", "ave", "ave", "pan", "sol", "sol", "sol", "luz"],
]


def unchanged(trial: Trial, answer: Any, name: str, *arguments: Any) -> None:
    """The arguments come back as they were."""
    trial.on(mark("Arguments stay as they were"))
    given = copy.deepcopy(arguments)
    trial.call_on(answer, *given)
    if str(given) != str(arguments):
        raise Wrong(COMMON["mutated"], name)


# ---------------------------------------------------------------- term_frequency


def expect_counts(trial: Trial, got: Any, documents: Sequence[Sequence[str]], vocabulary: Sequence[str]) -> None:
    plain(got, "counts")
    want = frequencies(documents, vocabulary)
    if got.shape != want.shape or not torch.equal(got.double(), want.double()):
        likely = [] if trial.blame or not documents else likely_frequencies(documents, vocabulary)
        mistakes = [Mistake(FREQUENCY[key], value.double()) for key, value in likely]
        trial.close(got.double(), want.double(), "counts", mistakes)
    if got.dtype != torch.int64:
        raise Wrong(FREQUENCY["not_int64"], f"counts.dtype = {got.dtype}", "torch.int64")


def check_frequency(trial: Trial, answer: Any) -> None:
    """Exercise 2.1."""

    def ask(trial: Trial, documents: Sequence[Sequence[str]], vocabulary: Sequence[str]) -> None:
        expect_counts(trial, trial.call(answer, [[*words] for words in documents], vocabulary), documents, vocabulary)

    def example(trial: Trial) -> None:
        trial.on(mark("The example: two documents, three words"))
        ask(trial, [["c", "b", "c"], ["z", "b"]], ["b", "a", "c"])

    def larger(trial: Trial) -> None:
        trial.on(mark("Four documents, five words"))
        ask(trial, DOCUMENTS, VOCABULARY)
        trial.on(mark("Words outside the vocabulary"), FREQUENCY["other_words"])
        ask(trial, [["sol", "rey", "rey"], ["rey"]], VOCABULARY)
        for documents in ([[], ["pan", "luz"]], []):
            trial.on(mark("A document without words, and no documents"), FREQUENCY["empty_document"])
            ask(trial, documents, VOCABULARY)
        trial.on(mark("A word that no document has"), FREQUENCY["unused_word"])
        ask(trial, [["pan", "pan"], ["pan"]], ["nunca", "pan", "jamás"])
        trial.on(mark("El and el, mas and más"), FREQUENCY["exact_words"])
        ask(trial, [["El", "sol", "más", "solar"], ["el", "mas", "el"], ["EL"]], ["el", "El", "mas", "más", "sol"])
        unchanged(trial, answer, "documents, vocabulary", DOCUMENTS, VOCABULARY)

    example_first(trial, example, larger)


# ---------------------------------------------------------------- skipgram_pairs


def expect_pairs(trial: Trial, got: Any, tokens: Sequence[Any], window: int) -> None:
    if got is None or not isinstance(got, list | tuple):
        raise Wrong(COMMON["none" if got is None else "type"], type(got).__name__, "[(center, context), …]")
    found = [tuple(pair) if isinstance(pair, list) else pair for pair in got]
    want = pairs(tokens, window)
    if found == want:
        return
    place = next((i for i, pair in enumerate(want) if i >= len(found) or found[i] != pair), len(want))
    shown = [f"[{place}] {side[place]}" if place < len(side) else f"[{place}] –" for side in (found, want)]
    for key, wrong in likely_pairs(tokens, window):
        if found == wrong and (trial.blame is None or key in ("no_repeats", "same_word_left_out")):
            raise Wrong(PAIRS[key], *shown)
    if not all(isinstance(pair, tuple) and len(pair) == 2 for pair in found):
        raise Wrong(PAIRS["not_pairs"], *shown)
    raise Wrong(trial.blame or PAIRS["pairs"], *shown)


def check_pairs(trial: Trial, answer: Any) -> None:
    """Exercise 2.2."""
    texts: tuple[tuple[str, str | None, list[Any], int], ...] = (
        (mark("Seven words, window 2"), None, ["ya", "no", "me", "lo", "da", "el", "té"], 2),
        (mark("A window wider than the text"), "wide_window", ["a", "b", "c"], 5),
        (mark("Words that occur twice"), "repeated_words", ["a", "a", "b", "a", "a"], 2),
        (mark("Words that occur twice"), "repeated_words", ["a", "b", "a", "b", "a", "b"], 1),
        (mark("Token ids"), "other_tokens", [3, 0, 7, 1, 5], 2),
        (mark("One word, and none"), "short_texts", ["sola"], 2),
        (mark("One word, and none"), "short_texts", [], 2),
    )

    def example(trial: Trial) -> None:
        trial.on(mark("The example: three words, window 1"), COMMON["value"])  # with window 1 mistakes look alike
        expect_pairs(trial, trial.call(answer, ["a", "b", "c"], 1), ["a", "b", "c"], 1)

    def larger(trial: Trial) -> None:
        for case, key, tokens, window in texts:
            trial.on(case, PAIRS[key] if key else None)
            expect_pairs(trial, trial.call(answer, tokens, window), tokens, window)
        unchanged(trial, answer, "tokens", ["a", "b", "c"], 1)

    example_first(trial, example, larger)
