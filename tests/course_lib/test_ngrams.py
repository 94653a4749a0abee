"""The n-gram family against nltk's, against the equations written out slowly, and against what any model must keep."""

import math
import random
from collections import Counter

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib import world
from course_lib.ngrams import (
    BOS,
    EOS,
    UNKNOWN,
    AddK,
    Interpolated,
    KneserNey,
    MaximumLikelihood,
    NGrams,
    bits_per_character,
    interpolated_probability,
    ngram_probability,
    perplexity,
)
from tests.course_lib import stand_ins

SHAKESPEARE = stand_ins.PUBLISHED / "tinyshakespeare" / "input.txt"
DOCUMENTS = [text.split(" ") for text in ("the cat sees the dog", "the dog sees a cat", "a dog", "the the the")]
documents = st.lists(st.lists(st.sampled_from("abcd"), max_size=8), min_size=1, max_size=6).filter(any)
orders = st.integers(1, 4)


def models(ngrams: NGrams):
    weights = tuple((i + 1) / sum(range(1, ngrams.order + 2)) for i in range(ngrams.order + 1))
    yield AddK(ngrams)
    yield AddK(ngrams, k=0.01)
    yield Interpolated(ngrams, weights)
    yield KneserNey(ngrams)
    yield KneserNey(ngrams, discount=0.1, uniform=False)
    yield KneserNey(ngrams, discount=1.0)


def seen_contexts(ngrams: NGrams):
    return {gram[:-1] for gram in ngrams.counts if gram and gram[-1] != BOS}


@settings(max_examples=60, deadline=None)
@given(documents=documents, order=orders, context=st.lists(st.sampled_from([*"abcdz", BOS, EOS, UNKNOWN]), max_size=5))
def test_every_distribution_sums_to_one(documents, order, context):
    ngrams = NGrams.count(documents, order)
    for model in models(ngrams):
        for some in (context, *seen_contexts(ngrams)):
            chances = model.distribution(some)
            assert math.isclose(math.fsum(chances.values()), 1, abs_tol=1e-9), (model, some)
            assert min(chances.values()) >= 0
    for some in seen_contexts(ngrams):
        assert math.isclose(math.fsum(MaximumLikelihood(ngrams).distribution(some).values()), 1)


@settings(max_examples=40, deadline=None)
@given(documents=documents, order=st.integers(1, 3), seed=st.integers(0, 9))
def test_kneser_ney_is_the_equations_written_out(documents, order, seed):
    model = KneserNey(NGrams.count(documents, order), discount=0.6)
    rng = random.Random(seed)
    for _ in range(10):
        context = tuple(rng.choices([*"abcd", BOS], k=rng.randint(0, order - 1)))
        word = rng.choice([*"abcd", EOS, UNKNOWN])
        slow = slow_kneser_ney(documents, order, 0.6, len(model.ngrams.vocab), context, known(word, documents))
        assert math.isclose(model.probability(word, context), slow, abs_tol=1e-12)


def known(word: str, documents) -> str:
    return word if word == EOS or any(word in document for document in documents) else UNKNOWN


def slow_kneser_ney(documents, order, discount, vocab_size, context, word) -> float:
    """Chen and Goodman's recursion from lists of n-grams, with nothing stored: set sizes are their N1+(…)."""

    def grams(n):
        padded = [[BOS] * (order - 1) + list(document) + [EOS] for document in documents]
        return [tuple(p[i - n + 1 : i + 1]) for p in padded for i in range(order - 1, len(p))]

    def count(gram):
        if len(gram) == order:
            return grams(order).count(gram)
        return len({longer[0] for longer in grams(len(gram) + 1) if longer[1:] == gram})

    words = {gram[0] for gram in grams(1)}
    total = sum(count((*context, w)) for w in words)
    shorter = slow_kneser_ney(documents, order, discount, vocab_size, context[1:], word) if context else 1 / vocab_size
    if total == 0:
        return shorter
    followers = sum(count((*context, w)) > 0 for w in words)
    return max(count((*context, word)) - discount, 0) / total + discount * followers / total * shorter


@pytest.mark.parametrize("order", [2, 3, 4])
@pytest.mark.parametrize("discount", [0.1, 0.75])
def test_kneser_ney_agrees_with_nltk(order, discount):
    """nltk is given the same n-grams: those that end at a token to predict."""
    lm = pytest.importorskip("nltk.lm", reason="needs nltk")
    documents = [line.split() for line in lines_of("published" if SHAKESPEARE.exists() else "stand-in")[:300]]
    ours = KneserNey(NGrams.count(documents, order), discount, uniform=False)
    theirs = lm.KneserNeyInterpolated(order, discount, vocabulary=lm.Vocabulary(ours.ngrams.vocab, unk_cutoff=1))
    padded = [[BOS] * (order - 1) + document + [EOS] for document in documents]
    lengths = range(1, order + 1)
    theirs.fit([[tuple(p[i - n + 1 : i + 1]) for i in range(order - 1, len(p)) for n in lengths] for p in padded])
    rng = random.Random(0)
    words = sorted(ours.ngrams.known - {UNKNOWN})
    for _ in range(60):
        p = rng.choice(padded)
        end = rng.randrange(order - 1, len(p))
        context, word = p[end - order + 1 : end], rng.choice([p[end], rng.choice(words)])
        assert math.isclose(ours.probability(word, context), theirs.score(word, context), rel_tol=1e-9, abs_tol=1e-15)


def lines_of(source: str) -> list[str]:
    """Shakespeare's lines as published, or those of the tiny world."""
    if source == "published":
        stand_ins.path(source, SHAKESPEARE)
        return list(filter(None, SHAKESPEARE.read_text(encoding="utf-8").splitlines()))
    texts = [document.text for document in world.documents(world.WorldConfig(megabytes=0.1))]
    return [line for text in texts for line in text.splitlines() if line]


def test_maximum_likelihood_counts():
    model = MaximumLikelihood(NGrams.count(DOCUMENTS, 2))
    assert model.probability("the", [BOS]) == 3 / 4
    assert model.probability("dog", ["the"]) == 2 / 6
    assert model.probability(EOS, ["dog"]) == 2 / 3
    assert model.probability("dog") == 3 / 19
    assert model.probability("parrot", ["the"]) == 0
    assert model.log_probs(["the", "dog", "dog"])[2] == -math.inf
    with pytest.raises(KeyError, match=r"got \('<unk>',\)"):
        model.probability("dog", ["parrot"])


def test_after_the_end_a_document_begins():
    model = AddK(NGrams.count(DOCUMENTS, 3))
    assert model.distribution(["dog", EOS]) == model.distribution([BOS, BOS])
    assert model.distribution([EOS, "the"]) == model.distribution([BOS, "the"])


def test_rare_words_are_counted_as_unknown():
    ngrams = NGrams.count(DOCUMENTS, 2, vocab=["the", "dog"])
    assert ngrams.vocab == (UNKNOWN, EOS, "dog", "the")
    assert ngrams.counts[(UNKNOWN,)] == 6
    assert MaximumLikelihood(ngrams).probability("parrot", ["the"]) == 1 / 6


def test_functions_of_the_exercises():
    counts = {(): 6, ("a",): 4, ("b",): 2, ("a", "b"): 1, ("a", "a"): 3}
    assert ngram_probability(counts, (), "a") == 4 / 6
    assert ngram_probability(counts, ("a",), "b") == 1 / 4
    assert ngram_probability(counts, ("b",), "b") == 0
    with pytest.raises(KeyError, match="'zebra'"):
        ngram_probability(counts, ("zebra",), "a")
    half = interpolated_probability(counts, 2, [0.1, 0.4, 0.5], ("a",), "b")
    assert math.isclose(half, 0.1 / 2 + 0.4 * 2 / 6 + 0.5 / 4)
    for context in ((), ("zebra",)):  # too short, unseen: the bigram's weight goes to the unigram
        assert math.isclose(interpolated_probability(counts, 2, [0.1, 0.4, 0.5], context, "b"), 0.05 + 0.9 * 2 / 6)
    assert interpolated_probability({}, 4, [0.1, 0.4, 0.5], ("a",), "b") == 0.25


def test_perplexity_of_a_fair_die_is_six():
    assert math.isclose(perplexity([-math.log(6)] * 10), 6)
    assert math.isclose(perplexity(torch.full((5,), -math.log(6), dtype=torch.float64)), 6)
    assert math.isclose(perplexity([math.log(0.5), math.log(0.125)]), 4)
    assert perplexity([-math.inf, -1.0]) == perplexity([-1e6]) == math.inf
    assert math.isclose(bits_per_character([math.log(0.5), math.log(0.125)], 8), 0.5)


@pytest.mark.parametrize(("source", "low", "high"), [("stand-in", 1.8, 2.5), ("published", 2.0, 2.6)])
def test_kneser_ney_reads_shakespeare_better_than_the_others(source, low, high):
    lines = [list(line) for line in lines_of(source)]
    held_out = lines[-300:][:100] if source == "stand-in" else lines[-300:]
    ngrams = NGrams.count(lines[:-300], 4)

    def score(model):
        return bits_per_character(
            [p for line in held_out for p in model.log_probs(line)], sum(len(line) + 1 for line in held_out)
        )

    kneser_ney, add_one = score(KneserNey(ngrams)), score(AddK(ngrams))
    assert low < kneser_ney < high < add_one < math.log2(len(ngrams.vocab))


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="empty corpus"):
        NGrams.count([], 2)
    with pytest.raises(ValueError, match="empty corpus"):
        NGrams.count([[]], 2)
    with pytest.raises(ValueError, match="order of 1 or more, got 0"):
        NGrams.count(DOCUMENTS, 0)
    with pytest.raises(TypeError, match=r"list\(text\) for characters"):
        NGrams.count(["the cat"], 2)
    with pytest.raises(ValueError, match="got '</s>'"):
        NGrams.count([["a", EOS]], 2)
    ngrams = NGrams.count(DOCUMENTS, 2)
    with pytest.raises(ValueError, match="k above 0, got 0"):
        AddK(ngrams, k=0.0)
    with pytest.raises(ValueError, match="expected 3 weights"):
        Interpolated(ngrams, (0.5, 0.5))
    with pytest.raises(ValueError, match=r"sum 0\.9"):
        Interpolated(ngrams, (0.5, 0.3, 0.1))
    with pytest.raises(ValueError, match=r"discount from 0 to 1, got 1\.5"):
        KneserNey(ngrams, discount=1.5)


def test_numbers_that_are_no_log_probabilities_are_refused():
    with pytest.raises(ValueError, match="at least one log-probability"):
        perplexity([])
    with pytest.raises(ValueError, match="at least one"):
        perplexity(torch.zeros(0))
    with pytest.raises(ValueError, match=r"shape \(n,\), got \(2, 2\)"):
        perplexity(torch.zeros(2, 2))
    with pytest.raises(ValueError, match="got NaN"):
        perplexity([math.nan])
    with pytest.raises(ValueError, match="1 character or more, got 0"):
        bits_per_character([-1.0], 0)


def test_one_token_is_a_corpus():
    model = KneserNey(NGrams.count([["a"]], 3))
    assert Counter(model.distribution([BOS, BOS])).most_common(1)[0][0] == "a"
    assert len(model.log_probs(["a"])) == 2
    assert len(model.log_probs([])) == 1


def test_chances_are_those_of_the_words_and_0_after_a_context_never_met():
    counts = NGrams.count([["a", "b", "a", "c"]], order=2)
    assert MaximumLikelihood(counts).chances(["a", "c", "b"]) == [1.0, 0.5, 0.0]
    assert MaximumLikelihood(counts).chances(["z", "a"]) == [0.0, 0.0]
    model = KneserNey(counts)
    assert [math.log(p) for p in model.chances(["b", "a"])] == pytest.approx(model.log_probs(["b", "a"])[:2])
