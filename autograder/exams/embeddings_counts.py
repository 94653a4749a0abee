"""The exams of ``term_frequency`` and ``skipgram_pairs``: drawn words, right and likely wrong results computed by
course_lib.checks."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.exams.common import blamed_on
from autograder.properties import Ask, Exam, Failed, Foreign, Rng, expect
from course_lib.checks.embeddings_wrong import Wrongs, frequencies, likely_frequencies, likely_pairs, pairs

frequency_exam = Exam("term_frequency")
pairs_exam = Exam("skipgram_pairs")

WORDS = ("zorro", "pan", "luna", "mesa", "ave", "col")
UNNAMED = ("counts", "pairs", "shape", "value")


def some_words(rng: Rng, size: int, words: Sequence[str] = WORDS) -> list[str]:
    return [words[place] for place in rng.integers(0, len(words), size).tolist()]


def apart(right: Any, wrongs: Wrongs, same: Callable[[Any, Any], bool]) -> bool:
    """Each mistake gives something of its own."""
    seen = [("", right), *wrongs]
    return not any(
        key != other and same(value, another)
        for index, (key, value) in enumerate(seen)
        for other, another in seen[index + 1 :]
    )


# ---------------------------------------------------------------- term_frequency


def same_counts(one: Tensor, other: Tensor) -> bool:
    if one.shape != other.shape or one.is_complex():
        return False
    return bool((one.double() - other.double()).abs().lt(1e-4).all())


def expect_counts(got: Any, documents: Sequence[Sequence[str]], vocabulary: Sequence[str]) -> None:
    """``got`` are the counts, int64."""
    if got is None:
        raise Failed("none", what="counts")
    if not isinstance(got, Tensor) or got.is_complex():
        kind = got.type_name if isinstance(got, Foreign) else type(got).__name__
        raise Failed("type", what="counts", got=kind, expected="torch.Tensor")
    want = frequencies(documents, vocabulary)
    if not same_counts(got, want):
        shown = {"what": "counts", **_shown(got, want)}
        for key, wrong in likely_frequencies(documents, vocabulary) if documents else ():
            if same_counts(got, wrong):
                raise Failed(key, **shown)
        raise Failed("shape" if got.shape != want.shape else "value", **shown)
    expect(got.dtype == torch.int64, "not_int64", what="dtype", got=str(got.dtype)[6:], expected="int64")


def _shown(got: Tensor, want: Tensor) -> dict[str, object]:
    if got.shape != want.shape:
        return {"got": tuple(got.shape), "expected": tuple(want.shape), "where": ""}
    where = tuple((got != want).nonzero()[0].tolist())
    return {"where": list(where), "got": f"{got[where].item():.4g}", "expected": want[where].item()}


@frequency_exam.property("values", core=True)
def frequency_values(ask: Ask, rng: Rng) -> None:
    for _ in range(2):
        for _ in range(2000):
            vocabulary = [WORDS[place] for place in rng.permutation(5).tolist()]
            documents = [some_words(rng, rng.integer(4, 11), vocabulary) for _ in range(4)]
            if apart(frequencies(documents, vocabulary), likely_frequencies(documents, vocabulary), same_counts):
                break
        expect_counts(ask.call("term_frequency", documents, vocabulary), documents, vocabulary)


@frequency_exam.property("other_words")
def frequency_other_words(ask: Ask, rng: Rng) -> None:
    vocabulary = ["luna", "pan"]
    for documents in ([["sol", "pan", "sol"], ["luna", "mar"]], [["sol"], ["mar", "mar"], ["pan"]]):
        with blamed_on("other_words", "", UNNAMED):
            expect_counts(ask.call("term_frequency", documents, vocabulary), documents, vocabulary)


@frequency_exam.property("empty_document")
def frequency_empty(ask: Ask, rng: Rng) -> None:
    several: tuple[list[list[str]], ...] = ([[], ["pan", "luna", "pan"]], [[], []], [])
    for documents in several:
        with blamed_on("empty_document", f"({len(documents)}, 2)", (*UNNAMED, "not_int64")):
            expect_counts(ask.call("term_frequency", documents, ["pan", "luna"]), documents, ["pan", "luna"])


@frequency_exam.property("unused_word")
def frequency_unused(ask: Ask, rng: Rng) -> None:
    vocabulary = ["nunca", "pan", "jamás"]
    documents = [["pan", "pan"], ["pan"]]
    with blamed_on("unused_word", "", UNNAMED):
        expect_counts(ask.call("term_frequency", documents, vocabulary), documents, vocabulary)


@frequency_exam.property("exact_words")
def frequency_exact(ask: Ask, rng: Rng) -> None:
    """Capitals, accents, words within words."""
    vocabulary = ["el", "El", "mas", "más", "sol", "solar"]
    documents = [["El", "sol", "más", "solar"], ["el", "mas", "el"], ["EL", "SOL"]]
    with blamed_on("exact_words", "", UNNAMED):
        expect_counts(ask.call("term_frequency", documents, vocabulary), documents, vocabulary)


@frequency_exam.property("unmodified")
def frequency_unmodified(ask: Ask, rng: Rng) -> None:
    documents, vocabulary = [some_words(rng, 5), some_words(rng, 4)], ["pan", "luna"]
    _, after = ask.call_keeping_arguments("term_frequency", [list(d) for d in documents], list(vocabulary))
    expect([list(d) for d in after[0]] == documents, "mutated", argument="documents")
    expect(list(after[1]) == vocabulary, "mutated", argument="vocabulary")


# ---------------------------------------------------------------- skipgram_pairs

# What "values" does not ask for: words that occur twice have a property of their own.
OF_REPEATS = ("no_repeats", "same_word_left_out")


def expect_pairs(got: Any, tokens: Sequence[Any], window: int) -> None:
    """``got`` are the pairs, in order."""
    if got is None:
        raise Failed("none", what="pairs")
    if not isinstance(got, list | tuple):
        kind = got.type_name if isinstance(got, Foreign) else type(got).__name__
        raise Failed("type", what="pairs", got=kind, expected="list")
    found = [tuple(pair) if isinstance(pair, list) else pair for pair in got]
    want = pairs(tokens, window)
    if found == want:
        return
    place = next((i for i, pair in enumerate(want) if i >= len(found) or found[i] != pair), len(want))
    sides = [str(side[place])[:60] if place < len(side) else "–" for side in (found, want)]
    shown = {"what": f"pairs[{place}]", "got": sides[0], "expected": sides[1]}
    for key, wrong in likely_pairs(tokens, window):
        if found == wrong:
            raise Failed(key, **shown)
    expect(all(isinstance(pair, tuple) and len(pair) == 2 for pair in found), "not_pairs", **shown)
    raise Failed("pairs", **shown)


@pairs_exam.property("values", core=True)
def pairs_values(ask: Ask, rng: Rng) -> None:
    """No word twice: then every mistake but those of repeats gives something of its own."""
    for size, window in ((7, 2), (9, 3), (5, 1)):
        tokens = [f"{WORDS[place % 6]}{place}" for place in rng.permutation(size).tolist()]
        expect_pairs(ask.call("skipgram_pairs", tokens, window), tokens, window)


@pairs_exam.property("wide_window")
def pairs_wide(ask: Ask, rng: Rng) -> None:
    for tokens, window in ((["a", "b", "c"], 5), (["a", "b"], 2), (["a", "b", "c", "d"], 3)):
        with blamed_on("wide_window", str(pairs(tokens, window))[:80], ("pairs", "wraps_around", "context_order")):
            expect_pairs(ask.call("skipgram_pairs", tokens, window), tokens, window)


@pairs_exam.property("repeated_words")
def pairs_repeated(ask: Ask, rng: Rng) -> None:
    for tokens, window in ((["a", "a", "b", "a", "a"], 2), (some_words(rng, 12, ["ola", "mar"]), 1)):
        with blamed_on("repeated_words", "", ("pairs", "context_order")):
            expect_pairs(ask.call("skipgram_pairs", tokens, window), tokens, window)


@pairs_exam.property("other_tokens")
def pairs_ids(ask: Ask, rng: Rng) -> None:
    """Ids, 0 among them."""
    tokens = rng.permutation(8).tolist()
    with blamed_on("other_tokens", "", ("pairs",)):
        expect_pairs(ask.call("skipgram_pairs", tokens, 2), tokens, 2)


@pairs_exam.property("short_texts")
def pairs_short(ask: Ask, rng: Rng) -> None:
    for tokens in (["sola"], []):
        with blamed_on("short_texts", "[]", ("pairs", "self_included", "wraps_around")):
            expect_pairs(ask.call("skipgram_pairs", tokens, 2), tokens, 2)


@pairs_exam.property("unmodified")
def pairs_unmodified(ask: Ask, rng: Rng) -> None:
    tokens = some_words(rng, 6)
    _, after = ask.call_keeping_arguments("skipgram_pairs", list(tokens), 2)
    expect(list(after[0]) == tokens, "mutated", argument="tokens")
