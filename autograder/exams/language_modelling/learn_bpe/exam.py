"""The exam of ``learn_bpe``: vocabularies of short words over few letters, for which every mistake merges otherwise.

No word is asked about twice but in ``other_counts``, where a cache would show.
"""

from itertools import pairwise

from autograder.exam import Draw, Exam, drawn, some, suiting
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, Outputs
from course_lib.exercises.interpolated_probability import given_by
from course_lib.exercises.learn_bpe import EXERCISE, SPECIAL, WAYS, Words, ask_special, neighbours, right

# fmt: off
SPANISH = {
    "Él": 281, "ño": 160, "señor": 16, "él": 125, "o.": 291, "3.14": 123, "<a>": 40, "<": 283, "é": 66, "c.": 37,
    "internacional": 2,
}
# fmt: on
TIES = [way for key, way in WAYS if key in ("ties", "ties_joined")]


def vocabulary(size: int, letters: str, n_merges: int, longest: int = 5) -> Draw:
    """Words in which no pair of letters stands twice, and none of one letter, with counts."""

    def draw(rng: Rng) -> Given:
        words: dict[str, int] = {}
        while len(words) < size:
            places = rng.integers(0, len(letters), rng.integer(2, longest + 1)).tolist()
            pairs = list(pairwise(letters[place] for place in places))
            if len({*pairs}) == len(pairs) and all(one != other for one, other in pairs):
                words["".join(letters[place] for place in places)] = rng.integer(1, 400)
        return words, n_merges

    return draw


def plain(words: Words, n_merges: int) -> bool:
    """Nothing special: no two pairs are equally frequent, none stands inside symbols or occurs once."""
    merges = right(words, n_merges)
    unequal = len(right(words, n_merges + 2)) == n_merges + 2 and all(
        way.learn(words, n_merges) == merges for way in TIES
    )
    return unequal and not given_by(EXERCISE, SPECIAL, words, n_merges)


def tied(words: Words, n_merges: int) -> bool:
    """However ties are settled, the merges are others."""
    ways = [way.learn(words, n_merges) for way in TIES]
    return right(words, n_merges) not in ways and ways[-1] not in ways[:-1]


def equally_frequent(rng: Rng) -> Given:
    words, n_merges = drawn(vocabulary(6, "wxyz", 4), rng)
    return dict.fromkeys(words, 3), n_merges


def applied(given: Given, out: Outputs) -> bool:
    """A merged pair is one symbol from then on."""
    return all(out != other for _, other in given_by(EXERCISE, ("not_applied",), *given))


def twice(pairs: list) -> bool:
    return len({*pairs}) < len(pairs)


exam = Exam(
    EXERCISE,
    kinds={
        "equal counts": some(lambda words, n_merges: len(words) > 1 and len({*words.values()}) == 1),
        "letters in a row": some(lambda words, n_merges: any("uuu" in word for word in words)),
        "a pair twice in a word": some(
            lambda words, n_merges: any(
                twice(neighbours(word)) and all(a != b for a, b in pairwise(word)) for word in words
            )
        ),
        "a count of 1": some(lambda words, n_merges: 1 in words.values() and n_merges > len(words)),
        "large counts": some(lambda words, n_merges: max(words.values(), default=0) > 10**6),
        "more merges than pairs": some(lambda words, n_merges: words and len(right(words, n_merges)) < n_merges),
        "no merges": some(lambda words, n_merges: words and n_merges == 0),
        "no words": some(lambda words, n_merges: not words and n_merges > 0),
        "a word of one letter": some(lambda words, n_merges: any(len(word) == 1 for word in words)),
        "a long word": some(lambda words, n_merges: any(len(word) > 12 for word in words)),
        "letters beyond ASCII": some(lambda words, n_merges: not "".join(words).isascii()),
        "a letter in both cases": some(lambda words, n_merges: {"Él", "él"} <= {*words}),
        "signs": some(lambda words, n_merges: "." in "".join(words) and "<" in "".join(words)),
        "digits": some(lambda words, n_merges: any(any(map(str.isdigit, word)) for word in words)),
        "a word within another": some(
            lambda words, n_merges: any(one in other != one for one in words for other in words)
        ),
        "symbols that end as others do": some(lambda *given: bool(given_by(EXERCISE, ("inside_symbols",), *given))),
        "the same words with other counts": lambda asked: any(
            list(one) == list(other) and one != other and n == m for one, n in asked for other, m in asked
        ),
        "the same words with another number of merges": lambda asked: any(
            one == other and 0 < n < m for one, n in asked for other, m in asked
        ),
    },
)
exam.values(
    suiting(vocabulary(7, "abcde", 6), plain),
    suiting(vocabulary(6, "fghj", 7), plain),
)
exam.asks("none_asked", ({"ab": 2, "abc": 1}, 0), ({}, 3), says=lambda given, out: not out[0])
exam.asks("letters", (SPANISH, 7))
exam.unmodified(vocabulary(5, "pqr", 3))


@exam.property("ties")
def ties(ask: Ask, rng: Rng) -> None:
    with ask.blaming("ties"):
        ask_special(ask, *drawn(suiting(equally_frequent, tied), rng))


@exam.property("repeated_letters", says=applied)
def repeated_letters(ask: Ask, rng: Rng) -> None:
    """uuu holds the pair (u, u) twice, and is merged from the left: uu u."""
    with ask.blaming("repeated_letters"):
        ask_special(ask, {"kkkkk": 20, "ok": 20, "okoooo": 19, "kookoo": 38}, 4)
        ask_special(ask, {"uuu": 5, "lu": 2}, 3)


@exam.property("repeated_pairs", says=applied)
def repeated_pairs(ask: Ask, rng: Rng) -> None:
    with ask.blaming("repeated_pairs"):
        ask_special(ask, {"li": 24, "lipli": 1, "msisi": 23, "silipsi": 13}, 4)
        ask_special(ask, {"orvorv": 40, "ororvtvorv": 27, "ovoro": 9, "to": 37}, 5)


@exam.property("whole_symbols", says=applied)
def whole_symbols(ask: Ask, rng: Rng) -> None:
    """Symbols that end as one of the pair does, then such that begin so."""
    ask_special(ask, {"sons": 47, "os": 4, "ono": 53, "no": 40, "sosno": 26, "on": 26}, 5)
    ask_special(ask, {"vxux": 12, "uvx": 21, "uvu": 22, "xvx": 37, "vuv": 13, "vxuv": 34}, 6)


@exam.property("stops_early", says=lambda given, out: len(out[0]) < given[1])
def stops_early(ask: Ask, rng: Rng) -> None:
    """No pair is left long before n_merges; the last ones occur once."""
    with ask.blaming("stops_early"):
        for words in ({"te": 5, "fe": 3, "se": 2}, {"ri": 5, "mi": 3, "di": 1}):
            ask_special(ask, words, 50)


@exam.property("other_counts")
def other_counts(ask: Ask, rng: Rng) -> None:
    """The same words with other counts, then with fewer merges and with more."""
    words = {"pilo": 115, "tip": 106, "lipo": 85, "otil": 139, "ipol": 182, "tilo": 39}
    with ask.blaming("remembers_calls"):
        ask(words, 5)
        ask({word: 10**5 * (201 - count) for word, count in words.items()}, 5)
        ask(words, 3)
        ask(words, 4)
