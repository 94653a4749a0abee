"""The exam of ``learn_bpe``: vocabularies of short words over few letters, for which every mistake merges otherwise."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from autograder.exams.common import blamed_on
from autograder.properties import Ask, Exam, Failed, Foreign, Rng, expect
from course_lib.checks.language_modelling_wrong import Merging, Pairs, likely_merges

bpe_exam = Exam("learn_bpe")

# In "values" no two pairs are equally frequent and no word repeats anything: those are properties of their own.
PLAIN = ("counts_ignored", "no_end_symbol", "not_applied", "rarest", "one_more", "one_less", "joined", "last_only")


def vocabulary(rng: Rng, size: int, letters: str, longest: int = 5) -> dict[str, int]:
    """Words with counts, in which no symbol can come to stand beside itself: no pair of letters occurs twice."""
    words: dict[str, int] = {}
    while len(words) < size:
        word = "".join(letters[place] for place in rng.integers(0, len(letters), rng.integer(2, longest + 1)).tolist())
        pairs = [*pairwise(word)]
        if len(set(pairs)) == len(pairs) and all(a != b for a, b in pairs):
            words[word] = rng.integer(1, 40)
    return words


def draw(rng: Rng, size: int, suits: Callable[[dict[str, int]], bool]) -> dict[str, int]:
    for _ in range(4000):
        words = vocabulary(rng, size, "abcde")
        if suits(words):
            return words
    raise RuntimeError("no words suit")


def tells(words: dict[str, int], n_merges: int, named: tuple[str, ...]) -> bool:
    """Each mistake of ``named`` merges otherwise than the right way, and than another cause."""
    seen: list[tuple[str, list]] = [("", Merging().learn(words, n_merges))]
    for key, merges in likely_merges(words, n_merges):
        if key in named:
            if any(other != key and merges == known for other, known in seen):
                return False
            seen.append((key, merges))
    return True


def no_ties(words: dict[str, int], n_merges: int) -> bool:
    ways = {tuple(Merging(tie=tie).learn(words, n_merges)) for tie in ("smaller", "larger", "first seen")}
    return len(ways) == 1


def expect_merges(got: Any, words: dict[str, int], n_merges: int, named: tuple[str, ...] = PLAIN) -> None:
    """``got`` are the merges, as a list of pairs."""
    if got is None:
        raise Failed("none", what="merges")
    if not isinstance(got, list | tuple):
        kind = got.type_name if isinstance(got, Foreign) else type(got).__name__
        raise Failed("type", what="merges", got=kind, expected="list")
    found = [tuple(pair) if isinstance(pair, list) else pair for pair in got]
    want: Pairs = Merging().learn(words, n_merges)
    if found == want:
        return
    for key, wrong in likely_merges(words, n_merges):
        if key in named and found == wrong:
            raise Failed(key, **_shown(found, want))
    expect(all(isinstance(pair, tuple) and len(pair) == 2 for pair in found), "not_pairs", got=str(found[:2])[:80])
    raise Failed("merges", **_shown(found, want))


def _shown(found: list, want: Pairs) -> dict[str, object]:
    """The first merge that differs."""
    for place, pair in enumerate(want):
        if place >= len(found) or found[place] != pair:
            other = found[place] if place < len(found) else "–"
            return {"place": place + 1, "got": str(other)[:60], "expected": str(pair)}
    return {"place": len(want) + 1, "got": str(found[len(want)])[:60], "expected": "–"}


@bpe_exam.property("values", core=True)
def bpe_values(ask: Ask, rng: Rng) -> None:
    for size, n_merges in ((6, 5), (8, 7)):
        words = draw(
            rng, size,
            lambda words: no_ties(words, n_merges) and tells(words, n_merges, PLAIN),  # noqa: B023
        )  # fmt: skip
        expect_merges(ask.call("learn_bpe", words, n_merges), words, n_merges)


@bpe_exam.property("ties")
def bpe_ties(ask: Ask, rng: Rng) -> None:
    for _ in range(3000):
        words = dict.fromkeys(vocabulary(rng, 6, "abcd"), 3)
        if tells(words, 4, ("ties",)):
            break
    with blamed_on("ties", "", ("merges",)):
        expect_merges(ask.call("learn_bpe", words, 4), words, 4, ("ties",))


@bpe_exam.property("repeated_letters")
def bpe_repeated(ask: Ask, rng: Rng) -> None:
    """aaa holds the pair (a, a) twice, and is merged from the left: aa a."""
    for words, n_merges in (({"aaab": 5, "ab": 7}, 1), ({"aaa": 5, "ba": 2}, 3), ({"aaaaa": 3, "cab": 4}, 4)):
        with blamed_on("repeated_letters", str(words), ("merges",)):
            expect_merges(ask.call("learn_bpe", words, n_merges), words, n_merges, ("overlaps", "from_the_right"))


@bpe_exam.property("stops_early")
def bpe_stops(ask: Ask, rng: Rng) -> None:
    """No pair is left long before n_merges."""
    for words in ({"ab": 2, "abc": 1}, {"a": 4}):
        with blamed_on("stops_early", str(words), ("merges", "one_more")):
            expect_merges(ask.call("learn_bpe", words, 50), words, 50)


@bpe_exam.property("none_asked")
def bpe_none(ask: Ask, rng: Rng) -> None:
    for words, n_merges in (({"ab": 2, "abc": 1}, 0), ({}, 3)):
        with blamed_on("none_asked", "[]", ("merges", "one_more", "last_only", "one_less")):
            expect_merges(ask.call("learn_bpe", words, n_merges), words, n_merges)


@bpe_exam.property("letters")
def bpe_letters(ask: Ask, rng: Rng) -> None:
    """Letters beyond ASCII, and a word that is one letter."""
    words = {"ñandú": 3, "señor": 9, "niño": 14, "y": 30, "<a>": 2}
    with blamed_on("letters", "", ("merges",)):
        expect_merges(ask.call("learn_bpe", words, 6), words, 6)


@bpe_exam.property("unmodified")
def bpe_unmodified(ask: Ask, rng: Rng) -> None:
    words = vocabulary(rng, 5, "abc")
    before = dict(words)
    _, after = ask.call_keeping_arguments("learn_bpe", words, 3)
    expect(after[0] == before, "mutated", argument="words")
