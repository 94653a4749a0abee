"""N-gram language models: the next token from how often it came after the last n − 1 in a corpus.

counts = NGrams.count(documents, order=3)              # documents: lists of tokens
model = KneserNey(counts)
perplexity(model.log_probs(document))

Equation numbers are those of Chen and Goodman, "An Empirical Study of Smoothing Techniques for Language Modeling"
(Computer Speech and Language, 1999).
"""

import math
from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from torch import Tensor

Gram = tuple[str, ...]
BOS, EOS, UNKNOWN = "<s>", "</s>", "<unk>"


def ngram_probability(counts: Mapping[Gram, int], context: Gram, word: str) -> float:
    """Maximum likelihood: how many of the occurrences of the context went on with the word (equation 3).

    counts: n-grams, (n-1)-grams and () = the number of tokens. KeyError names a context that never occurred.

    >>> ngram_probability({(): 4, ("a",): 2, ("a", "b"): 1}, ("a",), "b")
    0.5
    """
    if not counts.get(context, 0):
        raise KeyError(f"expected a context that occurs in the counts, got {context!r}: use a shorter one, or smooth")
    return counts.get((*context, word), 0) / counts[context]


def interpolated_probability(
    counts: Mapping[Gram, int], vocab_size: int, weights: Sequence[float], context: Gram, word: str
) -> float:
    """Estimates of every order, weighted (Jelinek and Mercer 1980; equation 12): weights[0] for 1/V, weights[i] for the
    i-gram estimate. An order whose context is unseen or too short passes its weight to the next lower order.

    >>> counts = {(): 4, ("a",): 2, ("b",): 1, ("a", "b"): 1}
    >>> round(interpolated_probability(counts, 2, [0.2, 0.3, 0.5], ("a",), "b"), 3)  # 0.2 / 2 + 0.3 / 4 + 0.5 / 2
    0.425
    """
    probability = passed_on = 0.0
    for n in range(len(weights) - 1, 0, -1):
        weight, start = weights[n] + passed_on, len(context) - (n - 1)
        if start < 0 or not counts.get(context[start:], 0):
            passed_on = weight
        else:
            probability += weight * ngram_probability(counts, context[start:], word)
            passed_on = 0.0
    return probability + (weights[0] + passed_on) / vocab_size


def perplexity(log_probs: Tensor | Sequence[float]) -> float:
    """exp of the mean negative log-probability: how many equally likely tokens would surprise as much.

    log_probs: natural logs, 1-D. ValueError if there are none.

    >>> round(perplexity([math.log(0.5), math.log(0.125)]), 6)
    4.0
    """
    mean = -_total(log_probs) / len(log_probs)
    return math.exp(mean) if mean < 700 else math.inf


def bits_per_character(log_probs: Tensor | Sequence[float], n_characters: int) -> float:
    """The surprise of a whole text in bits, per character: comparable between tokenizers, as perplexity is not."""
    if n_characters < 1:
        raise ValueError(f"expected the text's length, 1 character or more, got {n_characters}")
    return -_total(log_probs) / math.log(2) / n_characters


def _total(log_probs: Tensor | Sequence[float]) -> float:
    if isinstance(log_probs, Tensor) and log_probs.ndim != 1:
        raise ValueError(f"expected log-probabilities of shape (n,), got {tuple(log_probs.shape)}: flatten them first")
    if len(log_probs) == 0:
        raise ValueError("expected at least one log-probability, got none: is the text empty?")
    numbers = log_probs.tolist() if isinstance(log_probs, Tensor) else log_probs
    total = math.fsum(numbers) if -math.inf not in numbers else -math.inf
    if math.isnan(total):
        raise ValueError("expected log-probabilities, got NaN among them: was a probability below 0?")
    return total


@dataclass(frozen=True)
class NGrams:
    """How often every run of up to `order` tokens occurs in documents; each starts after order - 1 <s>, ends with </s>.

    counts: gram -> occurrences; () -> tokens to predict, </s> among them. vocab: what can come next, V tokens: those of
    the documents, </s> and <unk>, which stands for any other.
    """

    order: int
    vocab: tuple[str, ...]
    counts: Mapping[Gram, int]

    @classmethod
    def count(cls, documents: Iterable[Sequence[str]], order: int, vocab: Iterable[str] | None = None) -> "NGrams":
        """vocab: the tokens to keep, if not all; the others are counted as <unk>. ValueError without documents."""
        if order < 1:
            raise ValueError(f"expected order of 1 or more, got {order}")
        documents = [_checked(document) for document in documents]
        known = set(chain.from_iterable(documents) if vocab is None else vocab) - {EOS, UNKNOWN}
        if not any(documents):
            raise ValueError("expected documents with tokens to count, got an empty corpus: give at least one token")
        counts: Counter[Gram] = Counter()
        for document in documents:
            padded = [BOS] * (order - 1) + [token if token in known else UNKNOWN for token in document] + [EOS]
            counts.update((BOS,) * n for n in range(1, order))  # as contexts, so that these have their counts too
            for n in range(order + 1):
                counts.update(tuple(padded[end - n : end]) for end in range(order, len(padded) + 1))
        return cls(order, (UNKNOWN, EOS, *sorted(known)), counts)

    def context(self, tokens: Sequence[str]) -> Gram:
        """What the models condition on: the last order - 1 tokens; after </s> a new document begins."""
        known = [token if token in self.known or token == BOS else UNKNOWN for token in tokens]
        if EOS in known:
            after = known[len(known) - known[::-1].index(EOS) :]
            known = [BOS] * (self.order - 1) + after
        return tuple(known[max(0, len(known) - self.order + 1) :])

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset(self.vocab)


def _checked(document: Sequence[str]) -> Sequence[str]:
    if isinstance(document, str):
        raise TypeError("expected documents as lists of tokens, got a str: tokenize it, list(text) for characters")
    for token in document:
        if not isinstance(token, str) or token in (BOS, EOS):
            raise ValueError(f"expected tokens that are words (str), got {token!r}: {BOS} and {EOS} are added for you")
    return document


class NGramModel(ABC):
    """A distribution over the vocabulary after any context."""

    ngrams: NGrams

    def probability(self, word: str, context: Sequence[str] = ()) -> float:
        """P(word | the last n - 1 tokens of context); a word outside the vocabulary is <unk>."""
        return self._probability(word if word in self.ngrams.known else UNKNOWN, self.ngrams.context(context))

    @abstractmethod
    def _probability(self, word: str, context: Gram) -> float:
        """The same, for a word of the vocabulary and a context of at most order - 1 tokens."""

    def distribution(self, context: Sequence[str] = ()) -> dict[str, float]:
        """The probability of each token of the vocabulary; they sum to 1."""
        context = self.ngrams.context(context)
        return {word: self._probability(word, context) for word in self.ngrams.vocab}

    def chances(self, words: Sequence[str]) -> list[float]:
        """The probability of each word after those before it, at the beginning of a document; without the </s> of
        `log_probs`. After a context that never occurred, 0."""
        order = self.ngrams.order
        padded = [*[BOS] * (order - 1), *_checked(words)]
        found = []
        for i in range(order - 1, len(padded)):
            try:
                found.append(self.probability(padded[i], padded[i - order + 1 : i]))
            except KeyError:
                found.append(0.0)
        return found

    def log_probs(self, document: Sequence[str]) -> list[float]:
        """Natural log-probability of each token and of the </s> after them, len(document) + 1 numbers."""
        order = self.ngrams.order
        padded = [*[BOS] * (order - 1), *_checked(document), EOS]
        chances = [self.probability(padded[i], padded[i - order + 1 : i]) for i in range(order - 1, len(padded))]
        return [math.log(p) if p > 0 else -math.inf for p in chances]


@dataclass(frozen=True)
class MaximumLikelihood(NGramModel):
    """Relative frequencies. KeyError after a context that never occurred; unseen words have probability 0."""

    ngrams: NGrams

    def _probability(self, word: str, context: Gram) -> float:
        return ngram_probability(self.ngrams.counts, context, word)


@dataclass(frozen=True)
class AddK(NGramModel):
    """As if every token had been seen k times more after every context (equation 6; k = 1 is Laplace's)."""

    ngrams: NGrams
    k: float = 1.0

    def __post_init__(self) -> None:
        if not 0 < self.k < math.inf:
            raise ValueError(f"expected k above 0, got {self.k}: without smoothing use MaximumLikelihood")

    def _probability(self, word: str, context: Gram) -> float:
        counts, vocab_size = self.ngrams.counts, len(self.ngrams.vocab)
        return (counts.get((*context, word), 0) + self.k) / (counts.get(context, 0) + self.k * vocab_size)


@dataclass(frozen=True)
class Interpolated(NGramModel):
    """A weighted mean of all orders: weights[0] for 1/V, weights[i] for i-grams; order + 1 of them, summing to 1."""

    ngrams: NGrams
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        n, total = self.ngrams.order + 1, sum(self.weights)
        if len(self.weights) != n or min(self.weights) < 0 or not math.isclose(total, 1, abs_tol=1e-6):
            raise ValueError(f"expected {n} weights of 0 or more that sum to 1, got {self.weights} (sum {total:g})")

    def _probability(self, word: str, context: Gram) -> float:
        return interpolated_probability(self.ngrams.counts, len(self.ngrams.vocab), self.weights, context, word)


@dataclass(frozen=True)
class KneserNey(NGramModel):
    """Interpolated Kneser-Ney: discounted counts; shorter contexts ask how many different tokens came before, not how
    often ("San Francisco" makes Francisco frequent, but only after San).

    P(w | c) = (max(count(c w) - D, 0) + D · followers(c) · P(w | c without its first)) / count(c)   (equations 23-26)

    followers(c): how many different tokens follow c. Below the highest order, count(c w) is the number of different
    tokens before c w. After an unseen c, P is that of the shorter context. Under the unigrams lies 1/V, so that no
    token of the vocabulary is impossible; uniform=False leaves unigrams undiscounted instead, as `nltk.lm` does.
    """

    ngrams: NGrams
    discount: float = 0.75
    uniform: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.discount <= 1:
            raise ValueError(f"expected a discount from 0 to 1, got {self.discount}")

    def _probability(self, word: str, context: Gram) -> float:
        if not context and not self.uniform:
            counts, total = self._followers[context]
            return counts.get(word, 0) / total
        shorter = self._probability(word, context[1:]) if context else 1 / len(self.ngrams.vocab)
        if context not in self._followers:
            return shorter
        counts, total = self._followers[context]
        discounted = max(counts.get(word, 0) - self.discount, 0.0)
        return (discounted + self.discount * len(counts) * shorter) / total

    @cached_property
    def _followers(self) -> dict[Gram, tuple[dict[str, int], int]]:
        """For each context: what followed, with the counts that its order uses, and their total."""
        order, table = self.ngrams.order, defaultdict[Gram, Counter[str]](Counter)
        for gram, count in self.ngrams.counts.items():
            if not gram or gram[-1] == BOS:  # a context only
                continue
            if len(gram) == order:
                table[gram[:-1]][gram[-1]] = count
            if len(gram) > 1:
                table[gram[1:-1]][gram[-1]] += 1
        return {context: (dict(counts), counts.total()) for context, counts in table.items()}
