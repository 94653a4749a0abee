"""``span_corruption``: what T5 reads and what it has to write (Raffel et al. 2020)."""

from collections.abc import Callable, Iterator, Sequence

from course_lib.asking.exercise import Exercise, Given, Mistakes, Outputs
from course_lib.asking.results import Items
from course_lib.asking.visible import Trial

Ids = list[int]
Spans = list[tuple[int, int]]
Lists = tuple[Ids, Ids]


def right(tokens: Ids, spans: Spans, sentinel_ids: Ids, eos_id: int) -> Lists:
    """Inputs with a sentinel for each span, targets with what was there. ValueError for too few sentinels.

    right([5, 6, 7, 8], [(1, 2)], [91, 92], 1) is ([5, 91, 8, 1], [91, 6, 7, 92, 1]).
    """
    if len(sentinel_ids) <= len(spans):
        raise ValueError(f"{len(sentinel_ids)} sentinels for {len(spans)} spans and the end")
    kept, hidden = _cut(tokens, spans)
    last = sentinel_ids[len(spans)]
    return [*_inputs(kept, sentinel_ids), eos_id], [*_targets(hidden, sentinel_ids), last, eos_id]


def _cut(tokens: Ids, spans: Spans) -> tuple[list[Ids], list[Ids]]:
    """What stands around the spans, and what stands in them."""
    kept, hidden, end = [], [], 0
    for start, length in spans:
        kept.append(tokens[end:start])
        end = start + length
        hidden.append(tokens[start:end])
    return [*kept, tokens[end:]], hidden


def _inputs(kept: Sequence[Ids], sentinels: Sequence[int]) -> Ids:
    """Sentinels between the pieces."""
    return [token for piece, sentinel in zip(kept, sentinels, strict=False) for token in (*piece, sentinel)][:-1]


def _targets(hidden: Sequence[Ids], sentinels: Sequence[int]) -> Ids:
    """Each span after its sentinel."""
    return [token for sentinel, span in zip(sentinels, hidden, strict=False) for token in (sentinel, *span)]


def mistakes(tokens: Ids, spans: Spans, sentinel_ids: Ids, eos_id: int) -> Mistakes:
    """What comes out after each likely mistake."""
    inputs, targets = right(tokens, spans, sentinel_ids, eos_id)
    kept, hidden = _cut(tokens, spans)
    last = sentinel_ids[len(spans)]
    spread = [token for span in hidden for token in span]
    moved = _in_place(tokens, spans, sentinel_ids)
    return [
        ("no_eos_in_inputs", (inputs[:-1], targets)),
        ("no_eos_in_targets", (inputs, targets[:-1])),
        ("no_eos", (inputs[:-1], targets[:-1])),
        ("eos_first", ([eos_id, *inputs[:-1]], targets)),
        ("eos_first", ([eos_id, *inputs[:-1]], [eos_id, *targets[:-1]])),
        ("eos_after_each", (inputs, [*_targets([[*span, eos_id] for span in hidden], sentinel_ids), last, eos_id])),
        ("no_final_sentinel", (inputs, [*targets[:-2], eos_id])),
        ("no_final_sentinel", (inputs, targets[:-2])),
        ("final_is_the_last", (inputs, [*targets[:-2], sentinel_ids[-1], eos_id])),
        ("final_in_inputs", ([*inputs[:-1], last, eos_id], targets)),
        *_with_other_sentinels(tokens, spans, sentinel_ids, eos_id),
        ("sentinel_per_token", ([*_one_for_each(kept, hidden, sentinel_ids), eos_id], targets)),
        ("spans_dropped", ([token for piece in kept for token in piece] + [eos_id], targets)),
        ("spans_left", ([*_beside(kept, hidden, sentinel_ids), eos_id], targets)),
        ("no_sentinels_in_targets", (inputs, [*spread, eos_id])),
        ("no_sentinels_in_targets", (inputs, [*spread, last, eos_id])),
        ("sentinel_after", (inputs, [*_after(hidden, sentinel_ids), eos_id])),
        ("sentinel_after", (inputs, [*_after(hidden, sentinel_ids), last, eos_id])),
        ("whole_text", (inputs, [*tokens, eos_id])),
        ("inputs_untouched", ([*tokens, eos_id], targets)),
        ("tail_missing", ([*inputs[: len(inputs) - 1 - len(kept[-1])], eos_id], targets)),
        ("first_span_only", right(tokens, spans[:1], sentinel_ids, eos_id)),
        *_with_other_spans(tokens, spans, sentinel_ids, eos_id),
        ("places_moved", ([*moved[0], eos_id], targets)),
        ("places_moved", ([*moved[0], eos_id], [*moved[1], last, eos_id])),
        ("swapped", (targets, inputs)),
    ]


def _with_other_sentinels(tokens: Ids, spans: Spans, sentinel_ids: Ids, eos_id: int) -> Iterator[tuple[str, Lists]]:
    n, first = len(spans), sentinel_ids[0]
    _, targets = right(tokens, spans, sentinel_ids, eos_id)
    one = right(tokens, spans, [first] * (n + 1), eos_id)
    yield "same_sentinel", one
    yield "same_sentinel", (one[0], [*one[1][:-2], *targets[-2:]])
    yield "reversed_sentinels", right(tokens, spans, sentinel_ids[n::-1], eos_id)
    yield "reversed_sentinels", right(tokens, spans, sentinel_ids[::-1], eos_id)
    yield "sentinels_counted_on", right(tokens, spans, [first + i for i in range(n + 1)], eos_id)
    yield "sentinels_counted_on", right(tokens, spans, [first - i for i in range(n + 1)], eos_id)


def _with_other_spans(tokens: Ids, spans: Spans, sentinel_ids: Ids, eos_id: int) -> Iterator[tuple[str, Lists | None]]:
    """Spans that are read or looked for in another way."""
    read: list[tuple[str, Callable[[int, int], tuple[int, int]]]] = [
        ("length_as_end", lambda start, end: (start, max(0, end - start))),
        ("length_as_end", lambda start, end: (start, end - start)),
        ("one_too_long", lambda start, length: (start, length + 1)),
        ("one_too_short", lambda start, length: (start, length - 1)),
        ("counted_from_one", lambda start, length: (max(0, start - 1), length)),
    ]
    for key, change in read:
        yield key, right(tokens, [change(*span) for span in spans], sentinel_ids, eos_id)


def _one_for_each(kept: list[Ids], hidden: list[Ids], sentinels: Ids) -> Ids:
    pieces = zip(kept, hidden, sentinels, strict=False)
    return [token for piece, span, sentinel in pieces for token in (*piece, *[sentinel] * len(span))] + kept[-1]


def _beside(kept: list[Ids], hidden: list[Ids], sentinels: Ids) -> Ids:
    pieces = zip(kept, hidden, sentinels, strict=False)
    return [token for piece, span, sentinel in pieces for token in (*piece, sentinel, *span)] + kept[-1]


def _after(hidden: list[Ids], sentinels: Ids) -> Ids:
    return [token for sentinel, span in zip(sentinels, hidden, strict=False) for token in (*span, sentinel)]


def _in_place(tokens: Ids, spans: Spans, sentinels: Ids) -> Lists:
    """Spans replaced from first to last in a copy that gets shorter on the way: later places no longer fit."""
    inputs, targets = list(tokens), []
    for (start, length), sentinel in zip(spans, sentinels, strict=False):
        targets += [sentinel, *inputs[start : start + length]]
        inputs[start : start + length] = [sentinel]
    return inputs, targets


def symptom(found: Outputs, given: Given) -> str | None:
    """Spans whose place was looked for by their tokens."""
    tokens, spans, sentinel_ids, eos_id = given
    first = [tokens.index(tokens[start]) for start, _ in spans]
    whole = [next(i for i in range(len(tokens)) if tokens[i : i + n] == tokens[s : s + n]) for s, n in spans]
    further, end = [], 0
    for start, length in spans:
        further.append(tokens.index(tokens[start], end) if tokens[start] in tokens[end:] else start)
        end = further[-1] + length
    for places in (first, whole, further):
        looked_for = [(place, length) for place, (_, length) in zip(places, spans, strict=True)]
        if found == right(tokens, looked_for, sentinel_ids, eos_id):
            return "found_by_value"
    return None


SENTINELS, EOS = [97, 91, 92, 99, 94], 1


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    tokens = list(range(10, 23))
    with trial.case("example"):
        trial([5, 6, 7, 8], [(1, 2)], [91, 92], 1)
    with trial.case("several"):
        both: list[Spans] = [[(2, 2), (6, 4)], [(1, 3), (6, 2), (10, 1)]]
        trial.values(*((tokens, spans, SENTINELS, EOS) for spans in both))
    with trial.case("again"), trial.blaming("remembers_calls"):
        for some_ids in ((SENTINELS, EOS), (SENTINELS[::-1], EOS), (SENTINELS, 2)):
            trial(tokens, [(3, 2)], *some_ids)
    with trial.case("no_spans"):
        trial(tokens, [], SENTINELS, EOS)
        trial([], [], SENTINELS, EOS)
    with trial.case("edges"):
        trial(tokens, [(0, 2), (11, 2)], SENTINELS, EOS)
    with trial.case("adjacent"):
        trial(tokens, [(2, 2), (4, 1), (5, 3)], SENTINELS, EOS)
    with trial.case("whole"):
        trial(tokens, [(0, 13)], SENTINELS, EOS)
    with trial.case("any_ids"):
        trial([7, 5, 7, 0, 5, 7, 0, 5, 1], [(2, 2), (5, 2)], SENTINELS, EOS)
    with trial.case("too_few"):
        for some in (SENTINELS[:2], SENTINELS[:1], []):
            trial.raises(ValueError, "too_few", tokens, [(2, 2), (6, 1)], some, EOS)
        trial.raises(ValueError, "too_few", tokens, [], [], EOS)
        with trial.blaming("one_to_spare"):
            trial(tokens, [(2, 2), (6, 1)], SENTINELS[:3], EOS)
    with trial.case("unmodified"):
        trial.unmodified(tokens, [(2, 2), (6, 1)], SENTINELS, EOS)


EXERCISE = Exercise(
    "span_corruption",
    number="7.2",
    hidden=9,
    arguments=("tokens", "spans", "sentinel_ids", "eos_id"),
    results=(Items("inputs"), Items("targets")),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=(),
    symptom=symptom,
)
