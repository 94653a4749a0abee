"""The exam of ``span_corruption``."""

from itertools import pairwise

from autograder.exam import Draw, Exam, drawn, some
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, Outputs
from course_lib.exercises.span_corruption import EXERCISE, Ids, Spans


def ids(rng: Rng, count: int, low: int = 10, high: int = 80) -> Ids:
    """Different ids, in any order."""
    return [low + int(i) for i in rng.permutation(high - low)[:count]]


def text(*lengths: int, first: int = 2, gap: int = 2, last: int = 3, spare: int = 2) -> Draw:
    """Different tokens with spans of these lengths, ``gap`` apart; ``spare``: sentinels more than it takes."""

    def draw(rng: Rng) -> Given:
        spans, end = [], first - gap
        for length in lengths:
            spans.append((end + gap, length))
            end = spans[-1][0] + length
        tokens = ids(rng, (end if spans else 4) + last)
        return tokens, spans, ids(rng, len(spans) + 1 + spare, 100, 140), rng.integer(1, 9)

    return draw


def repeated(rng: Rng) -> Given:
    """Two equal spans, whose tokens also stand before them; 0 and the eos among the tokens, the eos at the end."""
    one, other, eos = (*ids(rng, 2), 1)
    return [one, other, one, 0, other, one, 0, eos, other, eos], [(2, 2), (5, 2)], ids(rng, 4, 100, 140), eos


def hides_the_eos(rng: Rng) -> Given:
    """0 and the eos inside a span, and as its first token."""
    one, other = ids(rng, 2)
    return [2, one, 0, 2, other, 2, 0, one], [(3, 1), (5, 2)], ids(rng, 4, 100, 140), 2


def _touch(spans: Spans) -> bool:
    return any(start + length == after for (start, length), (after, _) in pairwise(spans))


def _follow(sentinels: Ids) -> bool:
    return {b - a for a, b in pairwise(sentinels)} <= {1}


def _bare(given: Given, out: Outputs) -> bool:
    """But for the eos, the inputs are the text, and no token of it is in the targets."""
    tokens, _, sentinels, eos = given
    return [token for token in out[0] if token != eos] == tokens and set(out[1]) <= {*sentinels, eos}


exam = Exam(
    EXERCISE,
    kinds={
        "no span": some(lambda tokens, spans, *_: tokens and not spans),
        "an empty text": some(lambda tokens, *_: not tokens),
        "a span at the beginning": some(lambda _, spans, *__: spans and spans[0][0] == 0),
        "a span at the end": some(lambda tokens, spans, *_: spans and sum(spans[-1]) == len(tokens)),
        "spans that touch": some(lambda _, spans, *__: _touch(spans)),
        "everything hidden": some(lambda tokens, spans, *_: tokens and sum(n for _, n in spans) == len(tokens)),
        "a span of one token": some(lambda _, spans, *__: any(n == 1 for _, n in spans)),
        "many spans": some(lambda _, spans, *__: len(spans) > 10),
        "as many sentinels as it takes": some(lambda _, spans, sentinels, __: len(sentinels) == len(spans) + 1),
        "as many sentinels as spans": some(lambda _, spans, sentinels, __: len(sentinels) == len(spans) > 0),
        "no sentinel": some(lambda _, spans, sentinels, __: not sentinels and not spans),
        "sentinels that do not follow one another": some(lambda *given: not _follow(given[2])),
        "a token that occurs again": some(lambda tokens, *_: len(set(tokens)) < len(tokens)),
        "the eos among the tokens": some(lambda tokens, _, __, eos: eos in tokens[:-1]),
        "the eos at the end of the text": some(lambda tokens, _, __, eos: tokens and tokens[-1] == eos),
        "the eos in a span": some(lambda tokens, spans, _, eos: any(tokens[start] == eos for start, __ in spans)),
        "0 among the tokens": some(lambda tokens, *_: 0 in tokens),
    },
)
exam.values(text(2, 4), text(3, 2, 3, first=1))
exam.asks("no_spans", text(), lambda rng: ([], [], ids(rng, 3, 100, 140), 1), says=_bare)
exam.asks("edges", text(2, first=0), text(2, last=0), text(1, 3, first=0, last=0))
exam.asks("adjacent", text(2, 1, 3, gap=0), text(1, 1, gap=0, first=1))
exam.asks("whole", text(6, first=0, last=0), text(1, first=0, last=0))
exam.unmodified(text(2, 1))


@exam.property("any_ids")
def any_ids(ask: Ask, rng: Rng) -> None:
    """The same token again, 0 and the eos: what a token is decides nothing."""
    with ask.blaming("any_ids"):
        for draw in (repeated, hides_the_eos):
            ask(*draw(rng))


@exam.property("too_few")
def too_few(ask: Ask, rng: Rng) -> None:
    """A ValueError for spans and no final sentinel, and none where there are exactly enough."""
    tokens, spans, sentinels, eos = drawn(text(2, 1), rng)
    for count in (2, 1, 0):
        ask.raises(ValueError, "too_few", tokens, spans, sentinels[:count], eos)
    ask.raises(ValueError, "too_few", tokens, [], [], eos)
    for draw in (text(2, 1, spare=0), text(3, spare=0), text(*[1] * 12, spare=0)):
        with ask.blaming("one_to_spare"):
            ask(*drawn(draw, rng))


@exam.property("again")
def again(ask: Ask, rng: Rng) -> None:
    """The same text with other spans, the same spans with other sentinels, another eos, another text."""
    tokens, spans, sentinels, eos = drawn(text(2, 3), rng)
    calls = [
        (tokens, spans, sentinels, eos),
        (tokens, [(1, 3)], sentinels, eos),
        (tokens, spans, sentinels[::-1], eos),
        (tokens, spans, sentinels, eos + 1),
        (tokens[::-1], spans, sentinels, eos),
    ]
    with ask.blaming("remembers_calls"):
        for given in calls:
            ask(*given)
