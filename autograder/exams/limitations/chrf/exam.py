"""The exam of ``chrf``."""

from typing import Any

from autograder.exam import Exam, drawn, some, suiting
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given
from course_lib.exercises.chrf import (
    EXERCISE,
    LETTERS,
    TOLD_APART,
    ask_letters,
    ask_options,
    ask_spaces,
    right,
    squeezed,
)

WORDS = "El perro come pan la gata lee Rosa ve un gato gris perros comen ese la".split()  # noqa: SIM905
SPACES = (" ", "  ", "\t", "\n", " \r\n", "\u00a0", "\u3000")
Options = tuple[int, float | int]
Counted = tuple[int, int, int, float | int]
USUAL: Options = (6, 2.0)


def words(rng: Rng, count: int) -> list[str]:
    return [WORDS[int(i)] for i in rng.integers(0, len(WORDS), count)]


def sentences(rng: Rng, count: int = 7) -> Given:
    """A sentence and one made from it: words left out, put in, and letters changed."""
    one = words(rng, count)
    other = [word for word in one if rng.integer(0, 5)] + words(rng, 1)
    place = rng.integer(0, len(other))
    other[place] = other[place][::-1].capitalize()
    return " ".join(one), " ".join(other)


def turned(rng: Rng) -> Given:
    return sentences(rng)[::-1]


def lopsided(rng: Rng) -> Given:
    """A hypothesis three times as long as its reference."""
    one, other = sentences(rng, 11)
    return one, " ".join(other.split()[-4:])


def the_same(rng: Rng) -> Given:
    return (sentences(rng)[0],) * 2


def nothing_in_common(rng: Rng) -> Given:
    one, other = ("".join(letters[int(i)] for i in rng.integers(0, 4, 9)) for letters in ("abcd", "wxyz"))
    return f"{one[:4]} {one[4:]}", f"{other[:5]} {other[5:]}"


def short(n: int, m: int) -> Any:
    """Beginnings of one word, of so many letters."""

    def draw(rng: Rng) -> Given:
        word = ("perros", "gatito", "camino", "brazos")[rng.integer(0, 4)]
        return word[:n], word[:m]

    return draw


def spaced(text: str, rng: Rng) -> str:
    """The same words with other white space between them, before and after."""
    ends = [SPACES[rng.integer(0, len(SPACES))] for _ in range(len(text.split()) + 1)]
    return "".join(end + word for end, word in zip(ends, text.split(), strict=False)) + ends[-1]


def one_thing_changed(rng: Rng) -> list[tuple[str, str]]:
    """A sentence, and the same with an accent, capitals, punctuation, another digit."""
    first, *rest = plain = [word.lower() for word in words(rng, 5)] + ["pan", "12", "gato"]
    text = " ".join(plain)
    changed = text.replace("pan", "pán"), text.replace("gato", "GATO"), f"¿{first}? {', '.join(rest)}."
    return [(text, other) for other in (*changed, text.replace("12", "13"))]


def count(hypothesis: str, reference: str, max_order: int = 6, beta: float | int = 2.0) -> Counted:
    """Characters of both sides, and the options."""
    return len(squeezed(hypothesis)), len(squeezed(reference)), max_order, beta


def holds(sign: str, *given: Any) -> bool:
    return any(sign in side for side in given[:2])


def each_option_counts(*given: Any) -> bool:
    """In the questions of ``ask_options``, no two options give the same."""
    here: tuple[Options, ...] = ((2, 3.0), (3, 3.0), (3, 2.0), (2, 2.0), USUAL, (6, 1.0), (6, 3.0))
    turned: tuple[Options, ...] = ((3, 1.0), USUAL, (6, 0.5), (1, 2.0), (4, 3), (8, 2.0))
    there = [right(given[0], given[1], *options) for options in here]
    back = [right(given[1], given[0], *options) for options in turned]
    return all(abs(one - other) > 0.5 for side in (there, back) for i, one in enumerate(side) for other in side[:i])


exam = Exam(
    EXERCISE,
    kinds={
        "a longer hypothesis": some(lambda *given: count(*given)[0] > count(*given)[1] > 6),
        "a longer reference": some(lambda *given: count(*given)[1] > count(*given)[0] > 6),
        "equal texts": some(lambda h, r, *_: h == r and len(h) > 6),
        "nothing in common": some(lambda h, r, *_: h.strip() and r.strip() and not set(squeezed(h)) & set(squeezed(r))),
        "an empty hypothesis": some(lambda h, r, *_: not h and r),
        "an empty reference": some(lambda h, r, *_: h and not r),
        "two empty texts": some(lambda h, r, *_: not h and not r),
        "white space alone": some(lambda h, r, *_: (h.isspace() and r.strip()) or (r.isspace() and h.strip())),
        "one character": some(lambda *given: count(*given)[:2] == (1, 1)),
        "one side below max_order": some(lambda *given: 0 < count(*given)[1] < count(*given)[2] <= count(*given)[0]),
        "a repeated word": some(lambda h, *_: len(set(h.split())) < len(h.split())),
        "a tab": some(lambda *given: holds("\t", *given)),
        "a new line": some(lambda *given: holds("\n", *given)),
        "a space that does not break": some(lambda *given: holds("\u00a0", *given)),
        "an accent": some(lambda *given: holds("á", *given)),
        "a comma": some(lambda *given: holds(",", *given)),
        "a digit": some(lambda *given: holds("3", *given)),
        "a sign beyond 16 bits": some(lambda *given: holds("😀", *given)),
        "max_order 1": some(lambda *given: count(*given)[2] == 1),
        "a max_order above 6": some(lambda *given: count(*given)[2] > 6),
        "a β below 1": some(lambda *given: count(*given)[3] < 1),
        "a β that is a whole number": some(lambda *given: type(count(*given)[3]) is int),
        "no options": some(lambda *given: len(given) == 2),
    },
)
exam.values(sentences, turned, lopsided, sentences, only=TOLD_APART)
exam.asks("identical", the_same, says="result", times=2)
exam.asks("nothing", nothing_in_common, ("a", "b"), says="result")
exam.asks("empty", ("", "perro"), ("perro", ""), ("", ""), ("  ", "x"), ("perro", " \t\n"), says="result")
exam.asks("short", *(short(*sizes) for sizes in ((2, 3), (6, 3), (3, 5), (1, 6), (4, 4))), ("a", "a"), ("sol", "sal"))


@exam.property("spaces")
def spaces(ask: Ask, rng: Rng) -> None:
    """Not even of the answer's own result, where that is another one; each kind of white space is certain."""
    plain = sentences(rng)
    every = [spaced(" ".join(plain[0].split()), rng) + space for space in SPACES]
    ask_spaces(ask, [(one, spaced(plain[1], rng)) for one in every], plain)


@exam.property("options")
def options(ask: Ask, rng: Rng) -> None:
    ask_options(ask, *drawn(suiting(sentences, each_option_counts), rng))


@exam.property("letters")
def letters(ask: Ask, rng: Rng) -> None:
    ask_letters(ask, [*one_thing_changed(rng), LETTERS[-1]])
