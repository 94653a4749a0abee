"""The exam of ``pack_pair``."""

from autograder.exam import Draw, Exam, drawn, some
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, Outputs
from course_lib.exercises.pack_pair import EXERCISE, SIZES, Ids, cut, right


def ids(rng: Rng, count: int) -> Ids:
    """Different ids, none of them one that BERT's special tokens usually have."""
    return [200 + int(i) for i in rng.permutation(700)[:count]]


def pair(n_a: int, n_b: int, max_len: int) -> Draw:
    """Two texts of these lengths, of different ids."""

    def draw(rng: Rng) -> Given:
        cls_id, sep_id, *rest = ids(rng, n_a + n_b + 2)
        return rest[:n_a], rest[n_a:], cls_id, sep_id, max_len

    return draw


def special_among_them(max_len: int, *, turned: bool = False) -> Draw:
    """The ids of special tokens in both texts, 0, and ids that occur again; ``turned``: each text from its end."""

    def draw(rng: Rng) -> Given:
        cls_id, sep_id, one, other = ids(rng, 4)
        a, b = [one, sep_id, one, 0, cls_id, other, one], [sep_id, one, 0, other, sep_id, 0]
        return (a[::-1], b[::-1], cls_id, sep_id, max_len) if turned else (a, b, cls_id, sep_id, max_len)

    return draw


def as_many_stay(given: Given, out: Outputs) -> bool:
    """As many tokens of a and of b are left as there should be, in whichever of the two lists they stand."""
    seen, tokens = [*out[0], *out[1]], right(*given)[0]
    return all(sum(i in side for i in seen) == sum(i in side for i in tokens) for side in given[:2])


def is_cut(a: Ids, b: Ids, max_len: int) -> bool:
    return len(a) + len(b) + 3 > max_len >= 3


def both_lose(a: Ids, b: Ids, max_len: int) -> bool:
    left_of_a, left_of_b = cut(a, b, max_len - 3)
    return 0 < len(left_of_a) < len(a) and 0 < len(left_of_b) < len(b)


def meet(a: Ids, b: Ids, max_len: int) -> bool:
    """Unequal texts are equally long on the way, and still too long."""
    shorter = min(len(a), len(b))
    return len(a) != len(b) and 2 * shorter > max_len - 3


exam = Exam(
    EXERCISE,
    kinds={
        "a pair with room to spare": some(lambda a, b, _, __, n: len(a) + len(b) + 3 < n),
        "a pair that just fits": some(lambda a, b, _, __, n: len(a) + len(b) + 3 == n > 3),
        "one token too many": some(lambda a, b, _, __, n: len(a) + len(b) + 2 == n),
        "a longer a": some(lambda a, b, _, __, n: is_cut(a, b, n) and len(a) > len(b)),
        "a longer b": some(lambda a, b, _, __, n: is_cut(a, b, n) and len(b) > len(a)),
        "equal lengths": some(lambda a, b, _, __, n: is_cut(a, b, n) and len(b) == len(a)),
        "equal lengths on the way": some(lambda a, b, _, __, n: is_cut(a, b, n) and meet(a, b, n)),
        "both are cut": some(lambda a, b, _, __, n: n > 3 and both_lose(a, b, n)),
        "an empty a": some(lambda a, b, *_: b and not a),
        "an empty b": some(lambda a, b, *_: a and not b),
        "two empty texts": some(lambda a, b, *_: not a and not b),
        "max_len 3": some(lambda a, b, _, __, n: n == 3 and a and b),
        "max_len 2": some(lambda a, b, _, __, n: n == 2),
        "max_len 0": some(lambda a, b, _, __, n: n == 0),
        "a max_len below 0": some(lambda a, b, _, __, n: n < 0),
        "the [SEP] among a's tokens": some(lambda a, b, cls, sep, n: sep in a),
        "the [CLS] among a's tokens": some(lambda a, b, cls, sep, n: cls in a),
        "an id that occurs again": some(lambda a, b, *_: len(set(a)) < len(a)),
        "0 among the tokens": some(lambda a, b, *_: 0 in a and 0 in b),
        "special tokens other than 1 and 2": some(lambda a, b, cls, sep, n: (cls, sep) != (1, 2)),
    },
)
exam.values(*(pair(*sizes) for sizes in SIZES))
exam.asks(
    "equal_lengths",
    *(pair(*sizes) for sizes in ((4, 4, 10), (6, 6, 8), (5, 5, 12), (7, 4, 10), (3, 6, 8))),
    says=as_many_stay,
)
exam.asks("exact_fit", pair(4, 3, 10), pair(2, 6, 11), pair(5, 5, 13), says=as_many_stay)
exam.asks("empty_sides", pair(0, 4, 6), pair(4, 0, 6), pair(0, 3, 12), pair(3, 0, 12), pair(4, 0, 7), pair(0, 0, 6))
exam.asks("shortest", pair(3, 2, 3), pair(1, 4, 3), says=as_many_stay)
exam.asks("any_ids", special_among_them(30), special_among_them(13), special_among_them(11, turned=True))
exam.raises("too_short", ValueError, pair(1, 1, 2), pair(0, 0, 0), pair(2, 3, -1), key="no_value_error")
exam.unmodified(pair(6, 5, 12))


@exam.property("again")
def again(ask: Ask, rng: Rng) -> None:
    """The same texts in fewer places, then with other special tokens; other texts of the same lengths."""
    a, b, cls_id, sep_id, max_len = drawn(pair(8, 10, 15), rng)
    ask.in_a_row(
        (a, b, cls_id, sep_id, max_len),
        (a, b, cls_id, sep_id, max_len - 2),
        (a, b, sep_id, cls_id, max_len),
        (a[::-1], b, cls_id, sep_id, max_len),
        (a, b[::-1], cls_id, sep_id, max_len),
    )
