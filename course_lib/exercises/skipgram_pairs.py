"""``skipgram_pairs``: every token with each other one of its window, from left to right (Mikolov et al. 2013)."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from course_lib.asking.exercise import Exercise, Given, Mistakes, Outputs
from course_lib.asking.results import Items
from course_lib.asking.visible import Trial

Place = tuple[int, int]  # positions of a center and of its context
Before = tuple[int, int]  # tokens and window of an earlier question


def right(tokens: Sequence[Any], window: int, *before: Before) -> list[tuple[Any, Any]]:
    """(center, context). ["a", "b", "c"] with 1 gives [("a", "b"), ("b", "a"), ("b", "c"), ("c", "b")]."""
    return [(tokens[i], tokens[j]) for i, j in _places(len(tokens), window)]


def _places(n: int, window: int) -> list[Place]:
    return [(i, j) for i in range(n) for j in range(max(0, i - window), min(n, i + window + 1)) if i != j]


def mistakes(tokens: Sequence[Any], window: int, *before: Before) -> Mistakes:
    """What comes out after each likely mistake."""
    n, places = len(tokens), _places(len(tokens), window)
    pairs = right(tokens, window)

    def at(chosen: Iterable[Place]) -> list[tuple[Any, Any]]:
        return [(tokens[i], tokens[j]) for i, j in chosen]

    def those(test: Callable[[int, int], bool], among: Sequence[Place] = places) -> list[tuple[Any, Any]]:
        return at((i, j) for i, j in among if test(i, j))

    wider, all_places = _places(n, window + 1), [(i, j) for i in range(n) for j in range(n)]
    return [
        ("self_included", those(lambda i, j: abs(i - j) <= window, all_places)),
        ("after_only", those(lambda i, j: j > i)),
        ("before_only", those(lambda i, j: j < i)),
        ("swapped", [(context, center) for center, context in pairs]),
        ("one_too_far", at(wider)),
        ("one_too_near", at(_places(n, window - 1))),
        ("one_side_short", those(lambda i, j: j - i < window)),
        ("one_side_short", those(lambda i, j: i - j < window)),
        ("one_side_long", those(lambda i, j: i - j <= window, wider)),
        ("one_side_long", those(lambda i, j: j - i <= window, wider)),
        ("half_window", at(_places(n, window // 2))),
        ("ends_of_window", those(lambda i, j: abs(i - j) == window)),
        *(("context_order", at(order)) for order in _orders(places)),
        ("context_order", _by_word(pairs)),
        ("wraps_around", at((i, (i + shift) % n) for i in range(n) for shift in _shifts(window))),
        ("negative_index", _with_negative_indices(tokens, window)),
        ("negative_slice", [(c, o) for i, c in enumerate(tokens) for o in _sliced(tokens, i, window)]),
        ("edges_left_out", those(lambda i, j: window <= i < n - window)),
        ("edges_left_out", those(lambda i, j: abs(i - j) <= min(i, n - 1 - i))),
        ("center_missing", those(lambda i, j: i < n - 1)),
        ("center_missing", those(lambda i, j: i > 0)),
        ("context_missing", those(lambda i, j: j < n - 1)),
        ("context_missing", those(lambda i, j: j > 0)),
        ("not_pairs", [token for pair in pairs for token in pair]),
        ("grouped", [(c, tuple(tokens[j] for k, j in places if k == i)) for i, c in enumerate(tokens)]),
        ("grouped", [tuple((tokens[k], tokens[j]) for k, j in places if k == i) for i in range(n)]),
        ("positions", places),
        *_of_repeats(tokens, places, pairs),
        ("remembers_calls", at(_remembered(n, window, before, place=0)) if before else None),
        ("remembers_calls", at(_remembered(n, window, before, place=1)) if before else None),
    ]


def _orders(places: list[Place]) -> list[list[Place]]:
    """The same pairs in other orders that loops may bring."""
    keys: tuple[Callable[[Place], Any], ...] = (
        lambda place: (place[0], abs(place[0] - place[1]), place[1]),  # the nearest first
        lambda place: (place[0], place[1] > place[0], abs(place[0] - place[1])),  # the nearest first, side by side
        lambda place: (place[0], place[1] < place[0], place[1]),  # those after the center first
        lambda place: (place[0], -place[1]),
        lambda place: (abs(place[0] - place[1]), min(place), place[0] > place[1]),  # one distance after another
        lambda place: (min(place), max(place), place[0] > place[1]),  # both ways at once
        lambda place: (place[0] > place[1], place),  # all that come after, then all that come before
    )
    return [sorted(places, key=key) for key in keys] + [places[::-1]]


def _by_word(pairs: list[tuple[Any, Any]]) -> list[tuple[Any, Any]] | None:
    """None where tokens of several kinds cannot be put in order."""
    try:
        return sorted(pairs)
    except TypeError:
        return None


def _shifts(window: int) -> list[int]:
    return [shift for shift in range(-window, window + 1) if shift]


def _with_negative_indices(tokens: Sequence[Any], window: int) -> list[tuple[Any, Any]] | None:
    """tokens[-1] is the last one; None where an index reaches beyond that, too."""
    n = len(tokens)
    places = [(i, i + shift) for i in range(n) for shift in _shifts(window) if i + shift < n]
    return None if any(j < -n for _, j in places) else [(tokens[i], tokens[j]) for i, j in places]


def _sliced(tokens: Sequence[Any], i: int, window: int) -> list[Any]:
    """A slice that begins before 0 begins at the end: mostly it is empty."""
    return [*tokens[i - window : i], *tokens[i + 1 : i + 1 + window]]


def _of_repeats(tokens: Sequence[Any], places: list[Place], pairs: list[tuple[Any, Any]]) -> Mistakes:
    """Mistakes that show only where a token occurs again."""
    firsts = [tokens.index(token) for token in tokens]
    n, window = len(tokens), max((j - i for i, j in places), default=0)
    found = [
        (tokens[i], tokens[j]) for i in firsts for j in range(max(0, i - window), min(n, i + window + 1)) if i != j
    ]
    once = [pair for place, pair in enumerate(pairs) if pair not in pairs[:place]]
    others = [pair for pair in pairs if pair[0] != pair[1]]
    wrong = (("first_occurrence", found), ("no_repeats", once), ("same_word_left_out", others))
    return [(key, None if value == pairs else value) for key, value in wrong]


def _remembered(n: int, window: int, before: Sequence[Before], place: int) -> list[Place]:
    """The places of the first question about a text as long (``place`` 0), or a window as wide (1)."""
    now = n, window
    earlier = next((then for then in before if then[place] == now[place]), now)
    return [(i, j) for i, j in _places(*earlier) if max(i, j) < n]


def symptom(found: Outputs, given: Given) -> str | None:
    """Entries that are no pairs."""
    return None if all(isinstance(pair, tuple) and len(pair) == 2 for pair in found[0]) else "not_pairs"


def in_turn(*rounds: tuple[Sequence[Any], int]) -> list[Given]:
    """Each with what was asked so far."""
    asked = [(len(tokens), window) for tokens, window in rounds]
    return [(*given, *asked[: place + 1]) for place, given in enumerate(rounds)]


# ---------------------------------------------------------------- the check


MIXED = ["a", 3, "", None, (1, 2), 0, -1]


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    seven, nine = ["ya", "no", "me", "lo", "da", "el", "té"], list("abcdefghi")
    with trial.case("example"):
        trial(["a", "b", "c"], 1, named=True)
    with trial.case("larger"):
        trial.values(*in_turn((seven, 2), (nine, 4), (seven[::-1], 3), (nine, 2)))
    with trial.case("wide_window"):
        for window in (2, 3, 5, 50):
            trial(["a", "b", "c"], window)
    with trial.case("repeated_words"):
        for tokens, window in ((["a", "a", "b", "a", "a"], 2), (["a", "b", "a", "b", "a", "b"], 1)):
            trial(tokens, window, named=True)
    with trial.case("other_tokens"):
        for ids in ([3, 0, 7, 1, 5], [0, -1, 2], MIXED):
            trial(ids, 2)
    with trial.case("short_texts"):
        for short in (["sola"], []):
            trial(short, 2, named=True)
    with trial.case("unmodified"):
        trial.unmodified(["a", "b", "c"], 1)


EXERCISE = Exercise(
    "skipgram_pairs",
    number="2.2",
    hidden=6,
    arguments=("tokens", "window"),
    results=(Items("pairs", of="(center, context)"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=(),
    sent=lambda tokens, window, *_: (tokens, window),
    symptom=symptom,
)
