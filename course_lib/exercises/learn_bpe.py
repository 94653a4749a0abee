"""``learn_bpe``: the merges of byte-pair encoding on the characters of words with counts (Sennrich et al. 2016)."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, Given, Mistakes, Outputs
from course_lib.asking.results import Items
from course_lib.asking.visible import Trial
from course_lib.exercises.interpolated_probability import ask_among

Pair = tuple[str, str]
Words = Mapping[str, int]
END = "</w>"
# Mistakes that show only where pairs are equally frequent, occur once, or stand twice in a word or inside symbols.
SPECIAL = (
    *("ties", "ties_joined", "overlaps", "once_per_word", "from_the_right", "first_place_only", "neighbours_missed"),
    *("inside_symbols", "stops_at_one"),
)


def right(words: Words, n_merges: int) -> list[Pair]:
    """The merged pairs, in order: ``n_merges`` of them, or fewer if no pair is left.

    ``right({"low": 5, "lower": 2, "new": 6}, 3)`` is [("w", "</w>"), ("l", "o"), ("e", "w</w>")].
    """
    return Merging().learn(words, n_merges)


def spelled(word: str) -> list[str]:
    """A word as it begins: its characters and the symbol of its end."""
    return [*word, END]


def neighbours(symbols: Sequence[str]) -> list[Pair]:
    """Every pair of neighbours, from left to right."""
    return list(pairwise(symbols))


def from_the_left(symbols: Sequence[str], pair: Pair) -> list[str]:
    """The symbols after a merge from left to right."""
    out: list[str] = []
    for symbol in symbols:
        if out and (out[-1], symbol) == pair:  # what was just merged is longer than pair[0]
            out[-1] += symbol
        else:
            out.append(symbol)
    return out


def smallest(counts: Mapping[Pair, float]) -> Pair:
    """The most frequent pair, and the smallest of these."""
    return min(counts, key=lambda pair: (-counts[pair], pair))


@dataclass(frozen=True)
class Merging:
    """Byte-pair encoding; the defaults are right, everything else is a likely mistake."""

    spell: Callable[[str], list[str]] = spelled
    pairs: Callable[[Sequence[str]], list[Pair]] = neighbours
    merge: Callable[[Sequence[str], Pair], list[str]] = from_the_left
    choose: Callable[[Mapping[Pair, float]], Pair] = smallest
    counted: bool = True  # a pair counts as often as its word
    applied: bool = True  # a merged pair is one symbol from then on
    relative: bool = False  # to how often the two symbols occur
    least: int = 1  # times that a pair must occur

    def learn(self, words: Words, n_merges: int) -> list[Pair]:
        """The merged pairs."""
        return [pair for pair, _ in self.counted_merges(words, n_merges)]

    def counted_merges(self, words: Words, n_merges: int) -> list[tuple[Pair, int]]:
        """The merged pairs, each with its count when it was merged."""
        split = {word: self.spell(word) for word in words}
        merges: list[tuple[Pair, int]] = []
        while len(merges) < n_merges:
            counts = self._counts(split, words)
            left = {pair: count for pair, count in counts.items() if self.applied or (pair, count) not in merges}
            if not left or max(left.values()) < self.least:
                break
            best = self.choose(self._relative(left, split, words) if self.relative else left)
            merges.append((best, counts[best]))
            if self.applied:
                split = {word: self.merge(symbols, best) for word, symbols in split.items()}
        return merges

    def _counts(self, split: Mapping[str, list[str]], words: Words) -> Counter[Pair]:
        counts: Counter[Pair] = Counter()
        for word, symbols in split.items():
            for pair in self.pairs(symbols):
                counts[pair] += words[word] if self.counted else 1
        return counts

    def _relative(self, counts: Mapping[Pair, int], split: Mapping[str, list[str]], words: Words) -> dict[Pair, float]:
        single: Counter[str] = Counter()
        for word, symbols in split.items():
            for symbol in symbols:
                single[symbol] += words[word]
        return {(one, two): count / (single[one] * single[two]) for (one, two), count in counts.items()}


# ---------------------------------------------------------------- likely mistakes


def apart_from_itself(symbols: Sequence[str]) -> list[Pair]:
    """Pairs of neighbours; of two that overlap, the first."""
    kept: list[Pair] = []
    skip = False
    for pair in pairwise(symbols):
        skip = bool(kept) and not skip and pair == kept[-1] and pair[0] == pair[1]
        if not skip:
            kept.append(pair)
    return kept


def from_the_right(symbols: Sequence[str], pair: Pair) -> list[str]:
    out: list[str] = []
    for symbol in reversed(symbols):
        if out and (symbol, out[-1]) == pair:
            out[-1] = symbol + out[-1]
        else:
            out.append(symbol)
    return out[::-1]


def first_place(symbols: Sequence[str], pair: Pair) -> list[str]:
    """Merged where the pair stands first, and nowhere else."""
    if pair not in neighbours(symbols):
        return list(symbols)
    place = neighbours(symbols).index(pair)
    return [*symbols[:place], "".join(pair), *symbols[place + 2 :]]


def in_text(symbols: Sequence[str], pair: Pair, before: str = "", after: str = "") -> list[str]:
    """Merged by replacing text, symbols being joined by spaces; ``before``, ``after``: what must stand around it."""
    return re.sub(f"{before}{re.escape(' '.join(pair))}{after}", lambda _: "".join(pair), " ".join(symbols)).split(" ")


def padded(symbols: Sequence[str], pair: Pair) -> list[str]:
    """Merged by replacing text with a space on either side, which two neighbours would have to share."""
    return f" {' '.join(symbols)} ".replace(f" {' '.join(pair)} ", f" {''.join(pair)} ").split()


def mistakes(words: Words, n_merges: int) -> Mistakes:
    """What comes out after each likely mistake."""
    counted = Merging().counted_merges(words, n_merges)
    value = [pair for pair, _ in counted]
    ways = [(key, way.learn(words, n_merges)) for key, way in WAYS]
    return [
        *((key, None if key in SPECIAL and merges == value else merges) for key, merges in ways),
        ("not_applied", value[:1] * n_merges),
        ("one_more", right(words, n_merges + 1)),
        ("one_less", value[:-1]),
        ("vocabulary_size", value[: max(0, n_merges - len({END}.union(*words)))]),
        ("joined", ["".join(pair) for pair in value]),
        ("not_pairs", [" ".join(pair) for pair in value]),
        ("not_pairs", [(*pair, count) for pair, count in counted]),
        ("not_pairs", counted),
        ("swapped", [pair[::-1] for pair in value]),
        ("reversed_order", value[::-1]),
        ("first_only", value[:1]),
        ("last_only", value[-1:]),
    ]


def ended_by(end: str) -> Callable[[str], list[str]]:
    return lambda word: [*word, end]


def by(key: Callable[[Pair, float], Any]) -> Callable[[Mapping[Pair, float]], Pair]:
    """The pair with the smallest key of itself and its count; of equal ones, the first that was counted."""
    return lambda counts: min(counts, key=lambda pair: key(pair, counts[pair]))


WAYS: tuple[tuple[str, Merging], ...] = (
    ("counts_ignored", Merging(counted=False)),
    ("no_end_symbol", Merging(spell=list)),
    ("end_in_letters", Merging(spell=lambda word: [*word, *END])),
    ("end_attached", Merging(spell=lambda word: [*word[:-1], word[-1:] + END])),
    *(("other_end", Merging(spell=ended_by(end))) for end in ("_", "$", "#", "</s>", "▁")),
    ("not_applied", Merging(applied=False)),
    ("rarest", Merging(choose=by(lambda pair, count: (count, pair)))),
    ("wordpiece", Merging(relative=True)),
    ("ties", Merging(choose=lambda counts: max(counts, key=lambda pair: (counts[pair], pair)))),
    ("ties", Merging(choose=by(lambda pair, count: -count))),
    ("ties", Merging(choose=lambda counts: by(lambda pair, count: -count)(dict([*counts.items()][::-1])))),
    ("ties", Merging(choose=by(lambda pair, count: (-count, pair[0])))),
    ("ties_joined", Merging(choose=by(lambda pair, count: (-count, "".join(pair))))),
    ("overlaps", Merging(pairs=apart_from_itself)),
    ("once_per_word", Merging(pairs=lambda symbols: list(dict.fromkeys(neighbours(symbols))))),
    ("from_the_right", Merging(merge=from_the_right)),
    ("first_place_only", Merging(merge=first_place)),
    ("neighbours_missed", Merging(merge=padded)),
    ("inside_symbols", Merging(merge=in_text)),
    ("inside_symbols", Merging(merge=partial(in_text, before=r"(?<!\S)"))),
    ("inside_symbols", Merging(merge=partial(in_text, after=r"(?!\S)"))),
    ("stops_at_one", Merging(least=2)),
)


def symptom(found: Outputs, given: Given) -> str | None:
    """A list that holds something else than pairs of texts."""
    if found[0] == ["".join(pair) for pair in right(*given)]:
        return "joined"
    pairs = (
        isinstance(pair, tuple) and len(pair) == 2 and all(isinstance(one, str) for one in pair) for pair in found[0]
    )
    return None if all(pairs) else "not_pairs"


def describe(words: Words, n_merges: int) -> str:
    text = ", ".join(f"{word!r}: {count}" for word, count in words.items())
    return f"words = {{{text if len(text) < 200 else f'{text[:199]}…'}}}, n_merges = {n_merges}"


def ask_special(ask: Ask, words: Words, n_merges: int) -> None:
    """Words that are special in some way: what is right for others is known, so few mistakes are left."""
    ask_among(ask, SPECIAL, words, n_merges)


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    with trial.case("the_example"):
        trial({"low": 5, "lower": 2, "new": 6}, 3)
    six = {"bade": 115, "cab": 106, "dabe": 85, "ecad": 139, "abed": 182, "cade": 39}
    with trial.case("six_words"):
        trial.values((six, 5), ({"da": 188, "ac": 103, "dab": 118, "ab": 10, "bc": 158, "cda": 2}, 7))
    with trial.case("ties"):
        ask_special(trial, dict.fromkeys(("abcb", "cbc", "cdc", "bda", "ad"), 3), 4)
    with trial.case("repeated_letters"):
        for words, n_merges in (({"bbb": 40, "aaaaab": 4, "ababa": 3, "aaaaaa": 27}, 4), ({"aaa": 5, "ba": 2}, 3)):
            ask_special(trial, words, n_merges)
    with trial.case("repeated_pairs"):
        ask_special(trial, {"an": 10, "dna": 29, "bacnana": 26, "anabanba": 6}, 4)
    with trial.case("whole_symbols"):
        ask_special(trial, {"ca": 28, "acba": 17, "aba": 18, "ba": 14, "bcb": 3, "ab": 58}, 6)
        ask_special(trial, {"cb": 25, "ba": 29, "cbc": 27, "ca": 44, "caba": 58, "cacb": 8, "bc": 13}, 7)
    with trial.case("stops_early"):
        for words in ({"be": 5, "we": 3, "he": 2}, {"go": 5, "no": 3, "so": 1}):
            ask_special(trial, words, 50)
    with trial.case("none_asked"):
        for words, n_merges in (({"ab": 2}, 0), ({}, 3)):
            trial(words, n_merges)
    with trial.case("letters"):
        spanish = {"Él": 223, "niño": 153, "é": 228, "a.": 279, "Niño": 169, "b>": 18, "o.": 140, "año": 179, "<": 282}
        trial({**spanish, "señor": 247}, 5)
    with trial.case("other_counts"), trial.blaming("remembers_calls"):
        trial({word: 201 - count for word, count in six.items()}, 5)
        trial(six, 3)
    with trial.case("unmodified"):
        trial.unmodified(six, 3)


EXERCISE = Exercise(
    "learn_bpe",
    number="1.4",
    hidden=10,
    arguments=("words", "n_merges"),
    results=(Items("merges", of="tuple[str, str]"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=(),
    symptom=symptom,
    describe=describe,
)
