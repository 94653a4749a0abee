"""``KVCache``: what attention keeps of past positions.

What a question is about: the pairs put into one layer so far.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, Mistakes
from course_lib.asking.failed import Failed
from course_lib.asking.questions import Foreign, Raised, Remote
from course_lib.asking.results import Reals
from course_lib.asking.visible import Trial

Pair = tuple[Tensor, Tensor]  # keys and values, each (batch, heads, positions, d_head)
Shape = tuple[int, int, int]  # batch, heads, d_head


def right(pairs: Sequence[Pair], others: Sequence[Pair] = ()) -> Pair:
    """Everything that was put into one layer, in order of time: (batch, heads, all so far, d_head) each.

    ``others``: all that was put anywhere, in order of time, which only mistakes look at.
    """
    return torch.cat([key for key, _ in pairs], dim=2), torch.cat([value for _, value in pairs], dim=2)


def mistakes(pairs: Sequence[Pair], others: Sequence[Pair] = ()) -> Mistakes:
    """What ``update`` hands out after each likely mistake, the last of ``pairs`` having just been put in."""
    keys, values = right(pairs)
    new, several = pairs[-1], len(pairs) > 1
    alike = several and all(key.shape == new[0].shape for key, _ in pairs)
    empty = keys[:, :, :0], values[:, :, :0]
    return [
        ("swapped", (values, keys)),
        ("key_twice", (keys, keys)),
        ("key_twice", (values, values)),
        ("stores_nothing", new),
        ("prepended", right(pairs[::-1])),
        ("without_the_new", right(pairs[:-1]) if several else empty),
        ("twice", right([*pairs, new])),
        ("twice", right([*pairs[:-1], *pairs]) if several else right([new, new])),
        ("forgets", right(pairs[-2:])),
        ("forgets", right([pairs[0], new]) if several else new),
        *(("wrong_axis", _along(pairs, axis) if alike else None) for axis in (0, 1, 3)),
        *(("stacked", _stacked(pairs, axis) if alike else None) for axis in (0, 2)),
        ("caches_share", right(others) if len(others) > len(pairs) else None),
    ]


def _along(pairs: Sequence[Pair], axis: int) -> Pair:
    keys, values = zip(*pairs, strict=True)
    return torch.cat(keys, dim=axis), torch.cat(values, dim=axis)


def _stacked(pairs: Sequence[Pair], axis: int) -> Pair:
    keys, values = zip(*pairs, strict=True)
    return torch.stack(keys, dim=axis), torch.stack(values, dim=axis)


def describe(pairs: Sequence[Pair], others: Sequence[Pair] = ()) -> str:
    """Positions of each update of the layer."""
    batch, heads, _, width = pairs[0][0].shape
    steps = ", ".join(str(key.shape[2]) for key, _ in pairs)
    return f"update × {len(pairs)}: {steps} positions of (batch, heads, d_head) = ({batch}, {heads}, {width})"


# ---------------------------------------------------------------- questions that the check and the exam share


def ask_steps(ask: Ask, pairs: Sequence[Pair], layer: int = 0, layers: int = 1) -> None:
    """One cache, filled step by step: every update hands out all so far."""
    fill(ask, ask.make(layers), pairs, [], layer)


def ask_two_in_a_row(ask: Ask, first: Sequence[Pair], second: Sequence[Pair]) -> None:
    """Two caches, one after the other; all that came back is looked at together."""
    rounds: list[tuple] = []
    got: list[Any] = []
    ever: list[Pair] = []
    for pairs in (first, second):
        cache = ask.make(1)
        for step in range(1, len(pairs) + 1):
            ever.append(pairs[step - 1])
            rounds.append((pairs[:step], list(ever)))
            ask.asked.append(rounds[-1])
            try:
                got.append(cache.call("update", 0, *pairs[step - 1]))
            except Raised as raised:
                ask.settle(rounds, got)
                if step == 1 or "NotImplementedError" in raised.type_names:
                    raise
                seen: dict[str, Any] = {"raised": str(raised), "line": raised.line, "case": describe(pairs[:step])}
                raise Failed("later_update_raises", **seen) from None
    ask.settle(rounds, got)


def fill(ask: Ask, cache: Remote, pairs: Sequence[Pair], before: Sequence[Pair], layer: int) -> None:
    for step in range(1, len(pairs) + 1):
        given = ([*before, *pairs[:step]],)
        ask.asked.append(given)
        ask.expect(cache.call("update", layer, *pairs[step - 1]), given, named=True)


def ask_layers(ask: Ask, order: Sequence[int], pairs: Sequence[Pair]) -> None:
    """Several layers, each with its own keys and values, filled in this order."""
    cache = ask.make(max(order) + 1)
    kept: list[list[Pair]] = [[] for _ in range(max(order) + 1)]
    for step, (layer, pair) in enumerate(zip(order, pairs, strict=True), start=1):
        kept[layer].append(pair)
        given = (kept[layer], pairs[:step])
        got = cache.call("update", layer, *pair)
        alone = ask.slip is None and len(kept[layer]) > 1 and ask.exercise.alike(ask.exercise.read(got), pair)
        with ask.blaming("one_layer" if alone else "layers_mixed"):
            ask.expect(got, given)


def ask_length(ask: Ask, puts: Sequence[tuple[int, Pair]]) -> None:
    """``length``: positions in layer 0, whatever the others hold; 0 at first."""
    cache = ask.make(2)
    expect_length(cache, 0, {})
    positions, total = 0, 0
    for updates, (layer, pair) in enumerate(puts, start=1):
        cache.call("update", layer, *pair)
        batch, heads, new, width = pair[0].shape
        positions, total = positions + (new if layer == 0 else 0), total + new
        wrong = dict.fromkeys((batch, heads, width), "length_axis")
        wrong |= {updates: "length_counts_updates", total: "length_of_all_layers"}
        expect_length(cache, positions, wrong)


def expect_length(cache: Remote, want: int, wrong: dict[int, str]) -> None:
    """``cache.length`` is ``want``; ``wrong`` names likely mistakes by what they give."""
    try:
        got = cache.get("length")
    except Raised as raised:
        raise Failed("length_raises", raised=str(raised), expected=str(want), line=raised.line) from None
    if isinstance(got, Foreign):
        raise Failed("length_method", what="length", got="length()", expected=str(want))
    if isinstance(got, Tensor) and got.ndim == 0 and not (got.is_floating_point() or got.is_complex()):
        got = int(got) if got.dtype != torch.bool else got
    if type(got) is int and got == want:
        return
    key = wrong.get(got, "length") if type(got) is int else "length"
    raise Failed(key, what="length", got=str(got)[:40] if type(got) is int else type(got).__name__, expected=str(want))


def ask_index_error(ask: Ask, layer: int, pair: Pair) -> None:
    """A layer that does not exist, of two, raises IndexError."""
    cache = ask.make(2)
    for known in (0, 1):
        cache.call("update", known, *pair)
    key = "negative_layer" if layer < 0 else "no_index_error"
    try:
        cache.call("update", layer, *pair)
    except Raised as raised:
        if "IndexError" not in raised.type_names:
            raise Failed(key, raised=str(raised), expected="IndexError", line=raised.line) from None
        return
    raise Failed(key, what=f"update({layer}, …)", got="no error", expected="IndexError")


def ask_passed_in(ask: Ask, pairs: Sequence[Pair]) -> None:
    """What was passed in is overwritten afterwards; the cache must not notice."""
    cache = ask.make(1)
    for step in range(1, len(pairs) + 1):
        sent, remotes = zip(*(ask.keep(tensor) for tensor in pairs[step - 1]), strict=True)
        with ask.blaming("shares_what_was_passed_in"):
            ask.expect(cache.call("update", 0, *sent), (pairs[:step],))
        for remote in remotes:
            remote.fill(7.0)


def ask_handed_out(ask: Ask, pairs: Sequence[Pair]) -> None:
    """What was handed out is overwritten; the next update must not show it, nor change what is already out."""
    cache = ask.make(1)
    for step in range(1, len(pairs) + 1):
        remote = cache.keep("update", 0, *pairs[step - 1])
        with ask.blaming("shares_what_was_handed_out"):
            ask.expect(tuple(remote.call("__getitem__", index) for index in (0, 1)), (pairs[:step],))
        for index in (0, 1):
            remote.fill(7.0, index)


def ask_two_at_once(ask: Ask, first: Pair, second: Pair) -> None:
    """Two caches at the same time."""
    one, other = ask.make(2), ask.make(2)
    one.call("update", 0, *first)
    new, old = second[0].shape[2], first[0].shape[2]
    with ask.blaming("caches_share"):
        expect_length(other, 0, {old: "caches_share"})
        ask.expect(other.call("update", 0, *second), ([second], [first, second]), named=ask.slip is None)
        expect_length(one, old, {old + new: "caches_share", new: "caches_share"})


# ---------------------------------------------------------------- the check


def numbers(new: int, start: int = 0, shape: Shape = (2, 3, 5), dtype: torch.dtype = torch.float32) -> Pair:
    """A key and a value of ``new`` positions, all their numbers different."""
    batch, heads, width = shape
    count = batch * heads * new * width
    key = torch.arange(start, start + count, dtype=dtype).view(batch, heads, new, width)
    return key, -key - 0.5


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    with trial.case("one_layer_updates"):
        first, second = ([numbers(new, at) for at, new in enumerate((2, 2, 2, 1), start=1 + 9 * n)] for n in (0, 1))
        ask_two_in_a_row(trial, first, second)
    with trial.case("layers_mixed"):
        ask_layers(trial, (0, 1, 2, 2, 0, 1, 0), [numbers(2, 1000 * at) for at in range(7)])
    with trial.case("length_0_at"):
        ask_length(trial, [(layer, numbers(new)) for layer, new in ((0, 4), (1, 4), (0, 1), (1, 1), (0, 2))])
    with trial.case("indexerror_for_a"):
        for layer in (2, 7, -1):
            ask_index_error(trial, layer, numbers(1))
    with trial.case("shares_what_was_passed_in"):
        ask_passed_in(trial, [numbers(new, 100 * new) for new in (3, 1, 2)])
    with trial.case("shares_what_was_handed_out"):
        ask_handed_out(trial, [numbers(new, 100 * new) for new in (3, 1, 2)])
    with trial.case("caches_share"):
        ask_two_at_once(trial, numbers(3), numbers(2, 100))
    with trial.case("sizes"):
        for shape in ((1, 1, 1), (1, 4, 2)):
            ask_steps(trial, [numbers(new, 100 * at, shape) for at, new in enumerate((1, 12, 1))])
    with trial.case("dtype_kept"), trial.blaming("dtype_kept", "dtype"):
        pair = numbers(2, dtype=torch.float64)
        trial.expect(trial.make(1).call("update", 0, *pair), ([pair],), dtype=torch.float64, strict=torch.float64)


EXERCISE = Exercise(
    "KVCache",
    number="8.6",
    hidden=9,
    arguments=("pairs",),
    results=(Reals("keys"), Reals("values")),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=(),
    depth=1.0,
    hollow=("stores_nothing",),
    describe=describe,
)
