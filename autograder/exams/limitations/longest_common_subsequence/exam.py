"""The exam of ``longest_common_subsequence``. Only in "long" are lists so long that trying all ways takes for ever."""

from typing import Any

from autograder.exam import Draw, Exam, drawn, some, suiting
from autograder.exams.embeddings.term_frequency.exam import together
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given
from course_lib.exercises.longest_common_subsequence import EXERCISE, in_turn, right

MIXED = ("uno", 1, "1", 0, "", "0", None, 2.5, "dos")  # 1 and "1" are not equal


def lists(n: int = 9, kinds: int = 7) -> Draw:
    """Two lists of which the second was made from the first: items struck out, put in, and a block moved.

    No item thrice in a row, unless there are but two kinds: that is for "repeated" to ask.
    """

    def draw(rng: Rng) -> Given:
        a = [int(i) for i in rng.integers(0, kinds, n)]
        b = [item for item in a if rng.integer(0, 4)]
        at = rng.integer(1, max(2, len(b)))
        for _ in range(n // 4 + 1):
            b.insert(rng.integer(0, len(b) + 1), rng.integer(0, kinds))
        return a, b[at:] + b[:at] if rng.integer(0, 2) else b

    return suiting(draw, lambda a, b: kinds < 3 or not any(len(set(a[i : i + 3])) == 1 for i in range(len(a) - 2)))


def of_what(names: Any) -> Draw:
    """Lists of other things, one for each number."""
    return lambda rng: tuple([names(i) for i in side] for side in drawn(lists(9, len(MIXED)), rng))


def with_itself(rng: Rng) -> Given:
    a, _ = drawn(lists(), rng)
    return a, list(a)


def backwards(rng: Rng) -> Given:
    a, _ = drawn(lists(), rng)
    return a, a[::-1]


def apart(rng: Rng) -> Given:
    """Nothing in common."""
    a, b = drawn(lists(), rng)
    return a, [item + 10 for item in b]


def changed(a: list[int], b: list[int]) -> list[Given]:
    """The same a with another b of the same length, the same b with another a, both others."""
    other_a, other_b = [*a[:3], *range(30, 27 + len(a))], [*b[:-3], 60, 61, 62]
    return [(a, b), (a, other_b), (other_a, b), (other_a, other_b)]


def each_counts(a: list[int], b: list[int]) -> bool:
    results = {right(*given) for given in changed(a, b)}
    return len(results) == 4 and 0 not in results


def each_item_counts(a: list[Any], b: list[Any]) -> bool:
    """1 and "1" are not equal, and none of the things that are false in an if may be left out."""

    def without(item: Any) -> int:
        return right(*([other for other in side if type(other) is not type(item) or other != item] for side in (a, b)))

    length = right(a, b)
    return (
        1 in a
        and "1" in b
        and length < right([*map(str, a)], [*map(str, b)])
        and all(without(item) < length for item in (0, "", None))
    )


def one_after_another(rng: Rng) -> list[Given]:
    """What was kept from an earlier round shows in a later one."""
    return in_turn(*(drawn(draw, rng) for draw in (*[lists()] * 4, lists(10, 4), lists(6, 9))))


def rounds(draw: Draw, times: int = 4) -> Draw:
    """Questions in which every likely mistake shows at least once."""

    def every_mistake_shows(*every: Given) -> bool:
        shown = [
            [value != right(*given) for key, value in EXERCISE.mistakes(*given) if key != "remembers_calls"]
            for given in every
        ]
        return all(map(any, zip(*shown, strict=True)))

    return suiting(lambda rng: tuple(drawn(draw, rng) for _ in range(times)), every_mistake_shows)


exam = Exam(
    EXERCISE,
    kinds={
        "a longer a": some(lambda a, b, *_: len(a) > len(b) > 0),
        "a longer b": some(lambda a, b, *_: len(b) > len(a) > 0),
        "an empty a": some(lambda a, b, *_: b and not a),
        "an empty b": some(lambda a, b, *_: a and not b),
        "two empty lists": some(lambda a, b, *_: not a and not b),
        "one item each": some(lambda a, b, *_: len(a) == len(b) == 1),
        "nothing in common": some(lambda a, b, *_: len(a) > 1 and b and not set(a) & set(b)),
        "a list and itself": some(lambda a, b, *_: a == b and len(a) > 1),
        "a list backwards": some(lambda a, b, *_: a == b[::-1] != b),
        "one item again and again": some(lambda a, b, *_: len(a) > 1 and len({*a, *b}) == 1),
        "an item 0": some(lambda a, b, *_: 0 in a and 0 in b),
        "words": some(lambda a, b, *_: a and all(isinstance(item, str) for item in a)),
        "an empty word": some(lambda a, b, *_: "" in a and "" in b),
        "1 and the word 1": some(lambda a, b, *_: 1 in a and "1" in b),
        "None": some(lambda a, b, *_: None in a and None in b),
        "300 items": some(lambda a, b, *_: len(a) >= 300 and len(b) > 200),
        "300 items and few": some(lambda a, b, *_: len(a) >= 300 and 0 < len(b) < 40),
    },
)
together(exam, one_after_another)
exam.asks("empty", ([], [1, 2]), ([1, 2], []), ([], []), apart, says="result")
exam.asks("words", of_what("w{}".format), suiting(of_what(MIXED.__getitem__), each_item_counts))
exam.unmodified(lists())


@exam.property("same", says="result")
def same(ask: Ask, rng: Rng) -> None:
    with ask.blaming("same"):
        for given in (drawn(with_itself, rng), *drawn(rounds(backwards), rng), ([7], [7])):
            ask(*given)


@exam.property("repeated", says="result")
def repeated(ask: Ask, rng: Rng) -> None:
    with ask.blaming("repeated"):
        for given in (([1] * 5, [1] * 3), *drawn(rounds(lists(10, 2)), rng), ([0] * 3, [0] * 4)):
            ask(*given)


@exam.property("long")
def long(ask: Ask, rng: Rng) -> None:
    a, b = drawn(lists(300, 40), rng)
    with ask.blaming("long"):
        ask(a, b)
        ask(a, b[100:130])


@exam.property("again")
def again(ask: Ask, rng: Rng) -> None:
    ask.in_a_row(*changed(*drawn(suiting(lists(8, 20), each_counts), rng)))
