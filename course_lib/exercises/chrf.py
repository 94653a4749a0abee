"""``chrf``: how alike two sentences are by character n-grams (Popović 2015), as sacrebleu computes it."""

import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, Given, Mistakes
from course_lib.asking.failed import Failed
from course_lib.asking.results import Number
from course_lib.asking.visible import Trial

Grams = Counter[str]
Shares = list[tuple[float, float]]  # precision and recall, for each n that both sides have n-grams of
Text = Callable[[str], str]


def right(hypothesis: str, reference: str, max_order: int = 6, beta: float | int = 2.0) -> float:
    """0 to 100; 0 for an empty side.

    "sol" and "sal" share two of three letters, no pair, no triple: P = R = (2/3 + 0 + 0) / 3, which gives 22.22.
    """
    return score(shares(hypothesis, reference, range(1, max_order + 1)), beta)


def squeezed(text: str) -> str:
    return "".join(text.split())


def grams(text: str, n: int) -> Grams:
    return Counter(text[i : i + n] for i in range(len(text) - n + 1))


def shares(
    hypothesis: str,
    reference: str,
    orders: Iterable[int],
    read: Text = squeezed,
    count: Callable[[str, int], Grams] = grams,
    matches: Callable[[Grams, Grams], tuple[int, int]] = lambda h, r: ((h & r).total(), (h & r).total()),
    added: int = 0,
) -> Shares:
    """``read``: what is done to both texts first; ``matches``: what is divided by either side's n-grams."""
    found = []
    for n in orders:
        h, r = count(read(hypothesis), n), count(read(reference), n)
        if h and r:
            of_h, of_r = matches(h, r)
            found.append(((of_h + added) / (h.total() + added), (of_r + added) / (r.total() + added)))
    return found


def score(found: Shares, beta: float | int, orders: int = 0) -> float:
    """From the mean precision and the mean recall; over ``orders`` if not over all that were found."""
    n = orders or max(1, len(found))
    return f_score(sum(p for p, _ in found) / n, sum(r for _, r in found) / n, beta)


def f_score(precision: float, recall: float, beta: float | int) -> float:
    below = beta**2 * precision + recall
    return 0.0 if below == 0 else 100 * (1 + beta**2) * precision * recall / below


def mistakes(hypothesis: str, reference: str, max_order: int = 6, beta: float | int = 2.0) -> Mistakes:
    """What comes out after each likely mistake."""
    sides, orders = (hypothesis, reference), range(1, max_order + 1)
    found = shares(*sides, orders)
    exact = score(found, beta)
    n = max(1, len(found))
    precision, recall = sum(p for p, _ in found) / n, sum(r for _, r in found) / n
    return [
        ("of_one", exact / 100),
        ("beta_one", score(found, 1.0)),
        ("beta_not_squared", f_score(precision, recall, math.sqrt(beta))),
        ("beta_upside_down", f_score(recall, precision, beta)),
        ("factor_forgotten", exact / (1 + beta**2)),
        ("precision", 100 * precision),
        ("recall", 100 * recall),
        ("other_mean", 50 * (precision + recall)),
        ("other_mean", 100 * math.sqrt(precision * recall)),
        ("counts_pooled", _pooled(hypothesis, reference, orders, beta)),
        ("mean_of_scores", sum(f_score(p, r, beta) for p, r in found) / n),
        ("longest_only", score(shares(*sides, [max_order]), beta)),
        ("letters_only", score(shares(*sides, [1]), beta)),
        ("from_two", score(shares(*sides, orders[1:]), beta)),
        ("one_order_less", score(shares(*sides, orders[:-1]), beta)),
        ("one_order_more", score(shares(*sides, range(1, max_order + 2)), beta)),
        *((key, score(other, beta)) for key, other in _counted_otherwise(sides, orders)),
        ("words", score(shares(*sides, [1], str, _words), beta)),
        ("words", score(shares(*sides, orders, str, _words), beta)),
        *((key, None if other is None else score(other, beta)) for key, other in _read_otherwise(sides, orders)),
        ("max_order_unused", None if max_order == 6 else right(hypothesis, reference, 6, beta)),
        ("beta_unused", None if beta == 2 else right(hypothesis, reference, max_order)),
        *(("rounded", round(exact, digits)) for digits in (2, 1, 0)),
    ]


def _pooled(hypothesis: str, reference: str, orders: Iterable[int], beta: float | int) -> float:
    """All n-grams of all lengths in one count."""
    h, r = (sum((grams(squeezed(side), n) for n in orders), Counter()) for side in (hypothesis, reference))
    both = (h & r).total()
    return f_score(both / h.total(), both / r.total(), beta) if h and r else 0.0


def _counted_otherwise(sides: tuple[str, str], orders: Sequence[int]) -> Iterator[tuple[str, Shares]]:
    """Other n-grams, or other matches between them."""

    def each_once(text: str, n: int) -> Grams:
        return Counter(set(grams(text, n)))

    def without_last(text: str, n: int) -> Grams:
        return Counter(text[i : i + n] for i in range(len(text) - n))

    def with_ends(text: str, n: int) -> Grams:
        return Counter(text[i : i + n] for i in range(len(text)))

    def of_words(text: str, n: int) -> Grams:
        return sum((grams(word, n) for word in text.split()), Counter())

    def not_clipped(h: Grams, r: Grams) -> tuple[int, int]:
        return sum(h[gram] for gram in h if gram in r), sum(r[gram] for gram in r if gram in h)

    yield "sets", shares(*sides, orders, count=each_once)
    yield "last_gram_missing", shares(*sides, orders, count=without_last)
    yield "ends_counted", shares(*sides, orders, count=with_ends)
    yield "within_words", shares(*sides, orders, str, of_words)
    yield "not_clipped", shares(*sides, orders, matches=not_clipped)
    yield "not_clipped", shares(*sides, orders, matches=lambda h, r: (not_clipped(h, r)[0],) * 2)
    yield "smoothed", shares(*sides, orders, added=1)


def _words(text: str, n: int) -> Grams:
    words = text.split()
    return Counter(" ".join(words[i : i + n]) for i in range(len(words) - n + 1))


def _read_otherwise(sides: tuple[str, str], orders: Sequence[int]) -> Iterator[tuple[str, Shares | None]]:
    """More, or less, taken out than white space; None where signs are not there that many texts do without."""
    readings: list[tuple[str, Text]] = [
        ("spaces_kept", str),
        ("lower_case", lambda text: squeezed(text).lower()),
        ("accents_out", lambda text: _without_accents(squeezed(text))),
        ("punctuation_out", lambda text: "".join(filter(str.isalnum, text))),
        ("punctuation_out", _without_punctuation),
    ]
    for key, read in readings:
        changed = key == "lower_case" or any(read(side) != squeezed(side) for side in sides)
        yield key, shares(*sides, orders, read) if changed else None


def _without_accents(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))


def _without_punctuation(text: str) -> str:
    return "".join(sign for sign in squeezed(text) if not unicodedata.category(sign).startswith("P"))


# ---------------------------------------------------------------- questions that the check and the exam share

# Pairs of texts that differ in one thing only.
LETTERS = (
    ("La niña ríe así", "La nina rie asi"),
    ("ÁRBOL y Gato", "árbol y gato"),
    ("¿Come pan? ¡Sí, come!", "Come pan Sí come"),
    ("Tiene 12 gatos, de 2024", "Tiene 13 gatos, de 2025"),
    ("un gato 😀", "un gato 😁"),
)


def ask_letters(ask: Ask, pairs: Iterable[tuple[str, str]]) -> None:
    """Texts that differ in accents, capitals, punctuation or digits only; for no answer are they the same."""
    for one, other in pairs:
        for given in ((one, other), (other, one)):
            with ask.blaming("letters"):
                ask(*given, named=True)
        if not ask.exercise.apart(ask.want(one, other), ask.want(one, one)):
            raise Failed("letters")


def ask_spaces(ask: Ask, pairs: Iterable[tuple[str, str]], plain: Given) -> None:
    """The same texts with other white space give what the plain ones give."""
    for pair in pairs:
        with ask.blaming("spaces"):
            ask.expect(ask.got(*pair), plain)


def ask_options(ask: Ask, hypothesis: str, reference: str) -> None:
    """Other orders and other β, each of which counts; what an earlier call gave is told as kept."""
    other = [key for key, _ in mistakes(hypothesis, reference) if key not in ("max_order_unused", "beta_unused")]
    there, back = ((2, 3.0), (3, 3.0), (3, 2.0)), ((3, 1.0), (6, 0.5), (1, 2.0), (4, 3), (8, 2.0))
    asked: list[Given] = []
    for given in (
        *((hypothesis, reference, *options) for options in there),
        *((reference, hypothesis, *options) for options in back),
    ):
        with ask.blaming("options", *other):
            got = ask.got(*given)
            if not _fits(ask, got, given) and any(_fits(ask, got, before) for before in asked):
                raise Failed("remembers_calls")
            ask.expect(got, given, named=True)
        asked.append(given)
    for one, two in (((2, 2.0), (6, 2.0)), ((6, 1.0), (6, 3.0))):
        if not ask.exercise.apart(ask.want(hypothesis, reference, *one), ask.want(hypothesis, reference, *two)):
            raise Failed("options")


def _fits(ask: Ask, got: object, given: Given) -> bool:
    return ask.exercise.alike(ask.exercise.read(got), ask.want(*given))


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    pairs = (
        ("La niña come pan con la Rosa", "La niñas comen el Pan con Rosa y la"),
        ("El perro ladra mucho en la calle", "Un perro Ladra en calle la noche"),
        ("ese gato gris ve la la luna", "Ese gato ve una luna Gris"),
        ("la la luna la ve", "la luna ve"),
    )
    with trial.case("example"):
        trial("sol", "sal")
    with trial.case("pairs"):
        trial.values(*pairs)
    with trial.case("identical"):
        trial(pairs[0][0], pairs[0][0])
    with trial.case("nothing"):
        trial("abc abd", "xyz zyx")
    with trial.case("empty"):
        for given in (("", "perro"), ("perro", ""), ("", ""), (" ", "perro")):
            trial(*given)
    with trial.case("short"):
        for given in (("perros", "per"), ("ab", "abc"), ("a", "a")):
            trial(*given)
    with trial.case("spaces"):
        texts = ("el  perro\tcome ", "el perro\ncome\u00a0pan"), (" el perro\r\ncome", "el\tperro come  pan")
        ask_spaces(trial, texts, ("el perro come", "el perro come pan"))
    with trial.case("options"):
        ask_options(trial, "La niña lee un libro", "La niña lee libros en la casa de Rosa")
    with trial.case("letters"):
        ask_letters(trial, LETTERS)


EXERCISE = Exercise(
    "chrf",
    number="9.2",
    hidden=8,
    arguments=("hypothesis", "reference", "max_order", "beta"),
    results=(Number("chrF"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=(),
)
# Too near to what is right to be told from it by one number.
TOLD_APART = tuple(key for key, _ in mistakes("a", "a") if key != "rounded")
