"""What the exercises of notebook 01 give, and what they give after each likely mistake: shared by checks and exam."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

Gram = tuple[str, ...]
Counts = Mapping[Gram, int]
Pairs = list[tuple[str, str]]
END = "</w>"


def count_grams(tokens: Sequence[str], longest: int) -> dict[Gram, int]:
    """Every n-gram up to `longest`, and () for the number of tokens."""
    found: Counter[Gram] = Counter({(): len(tokens)})
    for n in range(1, longest + 1):
        found.update(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))
    return dict(found)


def relative(counts: Counts, context: Gram, word: str) -> float:
    return counts.get((*context, word), 0) / counts[context]


def likely_probabilities(counts: Counts, context: Gram, word: str) -> list[tuple[str, float]]:
    """`ngram_probability` after each likely mistake; the context and the n-gram occur."""
    together, before = counts[(*context, word)], counts[context]
    vocabulary = [gram for gram in counts if len(gram) == 1]
    following = sum(counts.get((*context, other), 0) for (other,) in vocabulary)
    return [
        ("joint", together / counts[()]),
        ("divided_by_word", together / counts[(word,)]),
        ("context_ignored", counts[(word,)] / counts[()]),
        ("add_one", (together + 1) / (before + len(vocabulary))),
        ("count_returned", float(together)),
        ("inverse", before / together),
        ("reversed", counts.get((word, *context), 0) / before),
        ("last_word_only", relative(counts, context[-1:], word)),
        ("first_word_only", relative(counts, context[:1], word)),
        ("continuations", together / following),
        ("log", math.log(together / before)),
        ("percent", 100 * together / before),
    ]


@dataclass(frozen=True)
class Mixture:
    """Interpolation; the defaults are right, everything else is a likely mistake."""

    counts: Counts
    vocab_size: int
    weights: tuple[float, ...]
    unseen: str = "next lower"  # or "lost", "uniform", "renormalised"
    end: bool = True  # the last words of the context, not the first
    uniform: bool = True
    reversed_weights: bool = False
    highest_only: bool = False

    def probability(self, context: Gram, word: str) -> float:
        weights = self.weights[::-1] if self.reversed_weights else self.weights
        total, carried, to_uniform, used = 0.0, 0.0, 0.0, 0.0
        for n in range(len(weights) - 1, 0, -1):
            known = self._known(context, n - 1)
            if known is None:
                carried += weights[n] if self.unseen == "next lower" else 0.0
                to_uniform += weights[n] if self.unseen == "uniform" else 0.0
                continue
            if self.highest_only:
                return relative(self.counts, known, word)
            total += (weights[n] + carried) * relative(self.counts, known, word)
            used, carried = used + weights[n], 0.0
        total += (weights[0] + carried + to_uniform) / self.vocab_size if self.uniform else 0.0
        return total / (used + weights[0]) if self.unseen == "renormalised" else total

    def _known(self, context: Gram, length: int) -> Gram | None:
        if length > len(context):
            return None
        last = context[len(context) - length :] if self.end else context[:length]
        return last if self.counts.get(last, 0) else None


def likely_mixtures(right: Mixture, context: Gram, word: str) -> list[tuple[str, float]]:
    """`interpolated_probability` after each likely mistake."""
    change = {
        "weight_lost": {"unseen": "lost"},
        "weight_to_uniform": {"unseen": "uniform"},
        "renormalised": {"unseen": "renormalised"},
        "first_words": {"end": False},
        "no_uniform": {"uniform": False},
        "weights_reversed": {"reversed_weights": True},
        "highest_only": {"highest_only": True},
    }
    made = [(key, replace(right, **how).probability(context, word)) for key, how in change.items()]  # type: ignore[arg-type]
    return [*made, ("log", math.log(right.probability(context, word)))]


def surprise(log_probs: Sequence[float]) -> float:
    """Perplexity."""
    return math.exp(-sum(log_probs) / len(log_probs))


def likely_perplexities(log_probs: Sequence[float]) -> list[tuple[str, float]]:
    mean, size = sum(log_probs) / len(log_probs), len(log_probs)
    shares = [math.exp(log_prob) for log_prob in log_probs]
    return [
        ("base_two", 2**-mean),
        ("not_mean", math.exp(-sum(log_probs))),
        ("sign", math.exp(mean)),
        ("entropy", -mean),
        ("entropy", -mean / math.log(2)),
        ("mean_probability", size / sum(shares)),
        ("mean_of_inverses", sum(1 / share for share in shares) / size),
        ("one_less", math.exp(-sum(log_probs) / (size - 1))) if size > 1 else ("one_less", math.inf),
    ]


@dataclass(frozen=True)
class Merging:
    """Byte-pair encoding on characters; the defaults are right, everything else is a likely mistake."""

    counted: bool = True  # a word counts as often as it occurs
    tie: str = "smaller"  # or "larger", "first seen"
    end_symbol: bool = True
    overlaps: bool = True  # in "aaa" the pair (a, a) occurs twice
    applied: bool = True  # merged pairs are symbols from then on
    from_the_left: bool = True
    rarest: bool = False

    def learn(self, words: Mapping[str, int], n_merges: int) -> Pairs:
        split = {word: [*word, END] if self.end_symbol else [*word] for word in words}
        merges: Pairs = []
        for _ in range(n_merges):
            found: Counter[tuple[str, str]] = Counter()
            for word, symbols in split.items():
                for pair in self._pairs(symbols):
                    found[pair] += words[word] if self.counted else 1
            left = {pair: count for pair, count in found.items() if self.applied or pair not in merges}
            if not left:
                break
            merges.append(self._best(left))
            if self.applied:
                split = {word: self.merged(symbols, merges[-1]) for word, symbols in split.items()}
        return merges

    def _best(self, found: Mapping[tuple[str, str], int]) -> tuple[str, str]:
        most = min(found.values()) if self.rarest else max(found.values())
        tied = [pair for pair, count in found.items() if count == most]
        return tied[0] if self.tie == "first seen" else max(tied) if self.tie == "larger" else min(tied)

    def _pairs(self, symbols: Sequence[str]) -> Pairs:
        pairs = list(pairwise(symbols))
        if self.overlaps:
            return pairs
        kept: Pairs = []
        skip = False
        for pair in pairs:
            skip = bool(kept) and not skip and pair == kept[-1] and pair[0] == pair[1]
            if not skip:
                kept.append(pair)
        return kept

    def merged(self, symbols: Sequence[str], pair: tuple[str, str]) -> list[str]:
        out: list[str] = []
        rest = list(symbols)
        while rest:
            if self.from_the_left:
                step = 2 if tuple(rest[:2]) == pair else 1
                out.append("".join(rest[:step]))
                rest = rest[step:]
            else:
                step = 2 if tuple(rest[-2:]) == pair else 1
                out.insert(0, "".join(rest[-step:]))
                rest = rest[:-step]
        return out


def likely_merges(words: Mapping[str, int], n_merges: int) -> list[tuple[str, list]]:
    """`learn_bpe` after each likely mistake."""
    right = Merging().learn(words, n_merges)
    return [
        ("counts_ignored", Merging(counted=False).learn(words, n_merges)),
        ("ties", Merging(tie="larger").learn(words, n_merges)),
        ("ties", Merging(tie="first seen").learn(words, n_merges)),
        ("no_end_symbol", Merging(end_symbol=False).learn(words, n_merges)),
        ("overlaps", Merging(overlaps=False).learn(words, n_merges)),
        ("not_applied", Merging(applied=False).learn(words, n_merges)),
        ("from_the_right", Merging(from_the_left=False).learn(words, n_merges)),
        ("rarest", Merging(rarest=True).learn(words, n_merges)),
        ("one_more", Merging().learn(words, n_merges + 1)),
        ("one_less", right[:-1]),
        ("joined", ["".join(pair) for pair in right]),
        ("last_only", right[-1:]),
    ]
