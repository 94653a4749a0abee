"""``longest_common_subsequence``: how much of one list is in another, in the same order."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate, product
from typing import Any

from course_lib.asking.exercise import Exercise, Given, Mistakes
from course_lib.asking.results import Whole
from course_lib.asking.visible import Trial

Items = Sequence[Any]
Table = list[list[int]]
Step = Callable[[int, int, int], int]  # from the entries diagonally above, above, and to the left


def right(a: Items, b: Items, *before: Items) -> int:
    """The length of the longest list that is left of both after striking items out of each.

    [1, 2, 3] and [1, 9, 3] share [1, 3]: 2. ``before``: the lists of earlier questions, for mistakes only.
    """
    row = [0] * (len(b) + 1)
    for item in a:
        above, row = row, [0]
        for j, other in enumerate(b):
            row.append(above[j] + 1 if item == other else max(above[j + 1], row[j]))
    return row[-1]


def table(
    a: Items,
    b: Items,
    equal: Step = lambda diagonal, above, left: diagonal + 1,
    unequal: Step = lambda diagonal, above, left: max(above, left),
) -> Table:
    """Entry [i][j]: the length for the first i items of a and the first j of b."""
    rows = [[0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, item in enumerate(a, start=1):
        for j, other in enumerate(b, start=1):
            step = equal if item == other else unequal
            rows[i][j] = step(rows[i - 1][j - 1], rows[i - 1][j], rows[i][j - 1])
    return rows


def mistakes(a: Items, b: Items, *before: Items) -> Mistakes:
    """What comes out after each likely mistake."""
    length, edits = right(a, b), _edits(a, b)
    in_both = Counter(a) & Counter(b)
    yield "run", max(map(max, table(a, b, unequal=lambda diagonal, above, left: 0)))
    yield "words_shared", len(set(a) & set(b))
    yield "counts_shared", in_both.total()
    yield "pairs_counted", sum(item == other for item in a for other in b)
    yield "same_places", sum(map(_same, a, b))
    yield "same_places", sum(map(_same, a[::-1], b[::-1]))
    yield "greedy", _greedy(a, b)
    yield "greedy", _greedy(b, a)
    yield "matching_blocks", sum(block.size for block in SequenceMatcher(None, a, b).get_matching_blocks())
    yield "prefix", _beginning(a, b)
    yield "suffix", _beginning(a[::-1], b[::-1])
    yield "edit_distance", edits
    yield "edit_distance", max(len(a), len(b)) - edits
    yield "left_over", len(a) + len(b) - 2 * length
    yield "one_off", max(0, length - 1)
    yield "one_off", length + 1
    yield "last_left_out", right(a[:-1], b[:-1])
    yield "first_left_out", right(a[1:], b[1:])
    yield "falsy_left_out", right([item for item in a if item], [item for item in b if item])
    yield "repeats_dropped", right(list(dict.fromkeys(a)), list(dict.fromkeys(b)))
    yield from _tables(a, b)
    for whole in (True, False):
        yield "remembers_calls", _with_an_old_memo(*before, a, b, whole=whole) if before else length
    yield "remembers_calls", right(*before[:2]) if before else length
    yield "shorter_length", min(len(a), len(b))
    yield "zero", 0


def _same(one: Any, other: Any) -> bool:
    return bool(one == other)


def _tables(a: Items, b: Items) -> Iterator[tuple[str, int]]:
    """The table filled in other ways."""
    yield "used_again", table(a, b, equal=lambda diagonal, above, left: above + 1)[-1][-1]
    yield "used_again", table(a, b, equal=lambda diagonal, above, left: max(above, left) + 1)[-1][-1]
    yield "one_side_skipped", table(a, b, unequal=lambda diagonal, above, left: above)[-1][-1]
    yield "one_side_skipped", table(a, b, unequal=lambda diagonal, above, left: left)[-1][-1]
    row = [0] * (len(b) + 1)  # [[0] * m] * n: every row of the table is this one list
    for item in a:
        for j, other in enumerate(b):
            row[j + 1] = row[j] + 1 if item == other else max(row[j + 1], row[j])
    yield "rows_shared", row[-1]
    rows = [[0] * len(b) for _ in a]  # without a row and a column of zeros, index −1 reads the other end
    for i, item in enumerate(a):
        for j, other in enumerate(b):
            rows[i][j] = rows[i - 1][j - 1] + 1 if item == other else max(rows[i - 1][j], rows[i][j - 1])
    yield "index_wraps", rows[-1][-1] if a and b else 0


def _with_an_old_memo(*lists: Items, whole: bool) -> int:
    """The result for the last two lists, with entries (i, j) of earlier ones; ``whole``: all are made, not just those
    that are needed."""
    memo: dict[tuple[int, int], int] = {}

    def entry(i: int, j: int) -> int:
        if not i or not j:
            return 0
        if (i, j) not in memo:
            same = _same(a[i - 1], b[j - 1])
            memo[i, j] = entry(i - 1, j - 1) + 1 if same else max(entry(i - 1, j), entry(i, j - 1))
        return memo[i, j]

    for a, b in zip(lists[::2], lists[1::2], strict=True):
        places = product(range(len(a) + 1), range(len(b) + 1)) if whole else [(len(a), len(b))]
        length = [entry(*place) for place in places][-1]
    return length


def _edits(a: Items, b: Items) -> int:
    """Levenshtein's distance."""
    before = list(range(len(b) + 1))
    for i, item in enumerate(a, start=1):
        row = [i]
        for j, other in enumerate(b, start=1):
            row.append(min(before[j - 1] + (item != other), before[j] + 1, row[j - 1] + 1))
        before = row
    return before[-1]


def _greedy(a: Items, b: Items) -> int:
    """Each item of a, at the first place in what is left of b."""
    at = found = 0
    for item in a:
        if item in b[at:]:
            at, found = list(b).index(item, at) + 1, found + 1
    return found


def _beginning(a: Items, b: Items) -> int:
    """How many items both begin with."""
    return next((i for i, pair in enumerate(zip(a, b, strict=False)) if pair[0] != pair[1]), min(len(a), len(b)))


def in_turn(*rounds: tuple[Items, Items]) -> list[Given]:
    """Each with the lists that were asked about before it."""
    before = accumulate(rounds, initial=())
    return [(*given, *asked) for given, asked in zip(rounds, before, strict=False)]


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    long = [(i * i + i // 7) % 37 for i in range(300)]
    with trial.case("example"):
        trial([1, 2, 3], [1, 9, 3])
    with trial.case("lists"):
        rounds = in_turn(
            ([1, 2, 3, 1, 4, 0, 6, 2, 7, 3], [2, 1, 2, 4, 3, 0, 9, 6, 7, 1]),
            ([5, 1, 2, 3, 4, 6, 6, 1, 7, 3], [1, 2, 3, 7, 4, 5, 1, 6, 6, 3]),
            ([1, 2, 3, 7, 7], [1, 3, 2, 8, 9]),
            ([7, 4, 4, 1, 2, 3, 3, 5, 8], [6, 4, 1, 1, 3, 2, 5, 3, 9, 8]),
        )
        trial.values(*rounds)
    with trial.case("again"):
        first, others = ([1, 2, 3, 4], [2, 3, 9]), ([1, 2, 3, 4], [3, 2, 9])
        trial.in_a_row(first, others, ([3, 1, 4, 5], [2, 3, 9]), ([9, 8, 2, 6], [2, 3, 5]))
    with trial.case("empty"):
        for sides in (([], [1, 2]), ([1, 2], []), ([], []), ([1, 2], [3])):
            trial(*sides)
    with trial.case("same"):
        for other in ([3, 1, 2, 3, 5], [5, 3, 2, 1, 3]):
            trial([3, 1, 2, 3, 5], other)
    with trial.case("repeated"):
        trial([1] * 5, [1] * 3)
        trial([1, 2, 1, 1, 2, 2], [2, 1, 2, 1, 2, 1])
    with trial.case("words"):
        trial(["un", "gato", "y", "un", "perro"], ["un", "perro", "y", "un", "gato"])
        trial(["a", 1, "", 0, "1", None], [1, "1", 0, "", None, "a"])
        trial(["a", 1, "b", 0], ["a", "1", "b", "0"])
    with trial.case("long"):
        trial(long, long[20:] + long[:20])
    with trial.case("unmodified"):
        trial.unmodified([1, 2, 3], [1, 9, 3])


EXERCISE = Exercise(
    "longest_common_subsequence",
    number="9.3",
    hidden=8,
    arguments=("a", "b"),
    results=(Whole("length"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=(),
    sent=lambda a, b, *_: (a, b),
    hollow=("shorter_length", "zero", "remembers_calls"),  # what else goes wrong then is another call's doing
)
