"""``pack_pair``: two texts as one input, cut so that they fit (Devlin et al. 2019)."""

from collections.abc import Callable, Iterator
from itertools import product

from course_lib.asking.exercise import Exercise, Mistakes
from course_lib.asking.results import Items
from course_lib.asking.visible import Trial

Ids = list[int]
Lists = tuple[Ids, Ids]  # tokens and segments; or what is left of a and of b
Loses = Callable[[int, int, int], bool]  # a loses rather than b: of n_a and n_b tokens, in this turn


def right(a: Ids, b: Ids, cls_id: int, sep_id: int, max_len: int) -> Lists:
    """[CLS] a [SEP] b [SEP] and its segments; while it is too long the longer side loses its last token, else b.

    right([7, 8], [9], 1, 2, 5) is ([1, 7, 2, 9, 2], [0, 0, 0, 1, 1]). ValueError for max_len below 3.
    """
    if max_len < 3:
        raise ValueError(f"no room for the special tokens in {max_len} places")
    return packed(*cut(a, b, max_len - 3), cls_id, sep_id)


def cut(a: Ids, b: Ids, room: int, loses: Loses = lambda n_a, n_b, turn: n_a > n_b) -> Lists:
    """What is left of a and b in that many places; a side that is empty loses nothing."""
    n_a, n_b, turn = len(a), len(b), 0
    while n_a + n_b > max(0, room):
        from_a = n_b == 0 or (n_a > 0 and loses(n_a, n_b, turn))
        n_a, n_b, turn = n_a - from_a, n_b - (not from_a), turn + 1
    return a[:n_a], b[:n_b]


def packed(a: Ids, b: Ids, cls_id: int, sep_id: int) -> Lists:
    return [cls_id, *a, sep_id, *b, sep_id], [0] * (len(a) + 2) + [1] * (len(b) + 1)


def mistakes(a: Ids, b: Ids, cls_id: int, sep_id: int, max_len: int) -> Mistakes:
    """What comes out after each likely mistake."""
    first, second = cut(a, b, max_len - 3)
    tokens, segments = packed(first, second, cls_id, sep_id)
    whole, whole_segments = packed(a, b, cls_id, sep_id)
    closed = whole if len(whole) <= max_len else [*whole[: max_len - 1], sep_id]
    missing = max(0, max_len - len(tokens))
    return [
        ("not_cut", (whole, whole_segments)),
        ("cut_at_the_end", (whole[:max_len], whole_segments[:max_len])),
        ("cut_at_the_end", (closed, whole_segments[:max_len])),
        *((key, packed(*sides, cls_id, sep_id)) for key, sides in _cut_otherwise(a, b, max_len)),
        *_in_another_order(first, second, cls_id, sep_id),
        ("ids_fixed", packed(first, second, 1, 2)),
        ("ids_fixed", packed(first, second, 101, 102)),
        *((key, (tokens, other)) for key, other in _segments(len(first), len(second))),
        ("segments_before_cut", (tokens, whole_segments)),
        ("segments_before_cut", (tokens, whole_segments[: len(tokens)])),
        *(("padded", (tokens + [0] * missing, segments + [last] * missing)) for last in (0, 1)),
        ("swapped", (segments, tokens)),
    ]


def _cut_otherwise(a: Ids, b: Ids, max_len: int) -> Iterator[tuple[str, Lists]]:
    """What other ways of cutting leave of a and b."""
    room = max_len - 3
    yield "only_b_cut", (a, b[: max(0, room - len(a))])
    yield "only_a_cut", (a[: max(0, room - len(b))], b)
    for always, (for_a, for_b) in product((False, True), ((0, 0), (0, 1), (1, 0))):
        fits = len(a) + len(b) <= room and not always
        odd = room % 2
        yield "halves", (a, b) if fits else (a[: room // 2 + for_a * odd], b[: room // 2 + for_b * odd])
    yield "shorter_cut", cut(a, b, room, lambda n_a, n_b, turn: n_a < n_b)
    yield "shorter_cut", cut(a, b, room, lambda n_a, n_b, turn: n_a <= n_b)
    yield "longer_chosen_once", cut(a, b, room, lambda n_a, n_b, turn: len(a) > len(b))
    yield "in_turns", cut(a, b, room, lambda n_a, n_b, turn: turn % 2 == 0)
    yield "in_turns", cut(a, b, room, lambda n_a, n_b, turn: turn % 2 == 1)
    both = next(k for k in range(len(a) + len(b) + 1) if max(0, len(a) - k) + max(0, len(b) - k) <= room)
    yield "both_cut", (a[: max(0, len(a) - both)], b[: max(0, len(b) - both)])
    first, second = cut(a, b, room)
    yield "first_tokens_cut", (a[len(a) - len(first) :], b[len(b) - len(second) :])
    for forgotten in (3, 2, 1):
        yield "special_not_counted", cut(a, b, room + forgotten)
    yield "exact_fit", cut(a, b, room - 1)


def _in_another_order(a: Ids, b: Ids, cls: int, sep: int) -> Iterator[tuple[str, Lists]]:
    """The special tokens left out, in other places, or once too often."""
    tokens, segments = packed(a, b, cls, sep)
    zeros, ones = [0] * (len(a) + 1), [1] * (len(b) + 1)
    yield "no_cls", (tokens[1:], segments[1:])
    yield "no_last_sep", (tokens[:-1], segments[:-1])
    yield "no_middle_sep", ([cls, *a, *b, sep], zeros + ones)
    yield "b_first", packed(b, a, cls, sep)
    yield "sep_for_cls", ([sep, *tokens[1:]], segments)
    yield "cls_for_sep", ([*tokens[:-1], cls], segments)
    yield "cls_for_sep", ([cls, *a, cls, *b, cls], segments)
    yield "cls_again", ([cls, *a, sep, cls, *b, sep], [*zeros, 0, 1, *ones])
    for second in (0, 1):
        yield "two_seps_between", ([cls, *a, sep, sep, *b, sep], [*zeros, 0, second, *ones])


def _segments(n_a: int, n_b: int) -> Iterator[tuple[str, list]]:
    right = [0] * (n_a + 2) + [1] * (n_b + 1)
    yield "segments_all_zero", [0] * len(right)
    yield "first_sep_in_second", [0] * (n_a + 1) + [1] * (n_b + 2)
    yield "last_sep_in_first", [*right[:-1], 0]
    yield "segments_from_one", [segment + 1 for segment in right]
    yield "segments_inverted", [1 - segment for segment in right]
    yield "cls_apart", [1, *right[1:]]
    yield "segments_without_special", [0] * n_a + [1] * n_b
    yield "segments_are_truths", ["<bool>"] * len(right)  # as Items reads True and False


# Lengths and max_len that tell all ways of cutting apart, and give the same whichever side loses when they are equal.
SIZES = ((7, 1, 14), (5, 9, 15), (9, 6, 16), (12, 4, 12), (4, 12, 12), (12, 10, 9))
AGAIN = ([3, 4, 5, 6], [7, 8, 9, 10, 11], 1, 2, 11)


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    twelve, more = list(range(10, 22)), list(range(30, 42))
    with trial.case("example"):
        trial([7, 8], [9], 1, 2, 5)
    with trial.case("pairs"):
        trial.values(*((twelve[:n_a], more[:n_b], 5, 6, max_len) for n_a, n_b, max_len in SIZES))
    with trial.case("equal_lengths"):
        trial(more[:4], twelve[:4], 1, 2, 10)
        trial(more[:6], twelve[:6], 1, 2, 8)
    with trial.case("exact_fit"):
        trial(more[:4], twelve[:3], 1, 2, 10)
    with trial.case("empty_sides"):
        for a, b in (([], more[:4]), (more[:4], []), ([], [])):
            trial(a, b, 1, 2, 6)
    with trial.case("shortest"):
        trial(more[:3], twelve[:2], 1, 2, 3)
    with trial.case("any_ids"):
        trial([7, 2, 7, 0, 1, 7], [2, 7, 0, 7], 1, 2, 11)
    with trial.case("too_short"):
        for max_len in (2, 0):
            trial.raises(ValueError, "no_value_error", [7], [8], 1, 2, max_len)
    with trial.case("again"):
        trial.in_a_row(AGAIN, (*AGAIN[:4], 9), (*AGAIN[:2], 2, 1, 11), (AGAIN[0][::-1], *AGAIN[1:]))
    with trial.case("unmodified"):
        trial.unmodified(more[:4], twelve[:3], 1, 2, 6)


EXERCISE = Exercise(
    "pack_pair",
    number="5.1",
    hidden=9,
    arguments=("a", "b", "cls_id", "sep_id", "max_len"),
    results=(Items("tokens"), Items("segments")),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=(),
)
