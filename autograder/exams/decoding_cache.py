"""The exam of ``KVCache``: one object is driven step by step, and what was passed in or handed out is overwritten."""

from collections.abc import Sequence
from contextlib import nullcontext
from functools import partial
from typing import Any

import torch
from torch import Tensor

from autograder.exams.common import FLOATS, UNNAMED, blamed_on, like
from autograder.properties import (
    Ask,
    Exam,
    Failed,
    Foreign,
    Remote,
    Rng,
    expect,
    expect_close,
    expect_raises,
    expect_tuple,
)
from course_lib.checks.decoding_cache_wrong import Pair, joined, likely_updates

cache_exam = Exam("KVCache")

BATCH, HEADS, WIDTH = 2, 3, 5


def drawn(
    rng: Rng, new: int, shape: tuple[int, int, int] = (BATCH, HEADS, WIDTH), dtype: torch.dtype = torch.float32
) -> Pair:
    """A key and a value of ``new`` positions."""
    batch, heads, width = shape
    key, value = (rng.normal(batch, heads, new, width, dtype=dtype) for _ in range(2))
    return key, value


def expect_pair(got: Any, want: Pair, mistakes: Sequence[tuple[str, Pair]] = ()) -> None:
    """``got`` is (keys, values)."""
    keys, values = expect_tuple(got, 2, hint="one_tensor" if isinstance(got, Tensor) else "type")
    near = partial(like, dtype=want[0].dtype, depth=1.0)
    if near(keys, want[0]) and near(values, want[1]):
        return
    for hint, pair in mistakes:
        if near(keys, pair[0]) and near(values, pair[1]):
            shown = tuple(keys.shape) if keys.shape != want[0].shape else "…"
            raise Failed(hint, what="keys", got=shown, expected=tuple(want[0].shape))
    expect_close(keys, want[0], what="keys")
    expect_close(values, want[1], what="values")


@cache_exam.property("values", core=True)
def cache_values(ask: Ask, rng: Rng) -> None:
    """One layer, filled by equal steps first: there a wrong axis does not even raise."""
    ever: list[Pair] = []
    for steps in ((2, 2, 2, 1), (4, 1, 1, 3)):
        cache = ask.make("KVCache", 1)
        pairs: list[Pair] = []
        for new in steps:
            pairs.append(drawn(rng, new))
            ever.append(pairs[-1])
            with blamed_on("later_update_raises", "") if len(pairs) > 1 else nullcontext():
                got = cache.call("update", 0, *pairs[-1])
            likely = likely_updates(pairs) if len(pairs) > 1 else likely_first(pairs)
            expect_pair(got, joined(pairs), [*likely, ("caches_share", joined(ever))])


def likely_first(pairs: Sequence[Pair]) -> list[tuple[str, Pair]]:
    """What the very first update can get wrong."""
    key, value = pairs[0]
    nothing = (key[:, :, :0], value[:, :, :0])
    doubled = joined([pairs[0], pairs[0]])
    return [("swapped", (value, key)), ("key_twice", (key, key)), ("without_the_new", nothing), ("twice", doubled)]


@cache_exam.property("layers")
def cache_layers(ask: Ask, rng: Rng) -> None:
    """Three layers, each with its own keys and values, filled in turns and out of turn."""
    cache = ask.make("KVCache", 3)
    kept: list[list[Pair]] = [[], [], []]
    order: list[Pair] = []
    for layer in (0, 1, 2, 2, 0, 1, 0):
        pair = drawn(rng, 2)
        kept[layer].append(pair)
        order.append(pair)
        mistakes = [("layers_mixed", joined(order)), ("one_layer", pair)]
        with blamed_on("layers_mixed", ""):
            expect_pair(cache.call("update", layer, *pair), joined(kept[layer]), mistakes)


@cache_exam.property("length")
def cache_length(ask: Ask, rng: Rng) -> None:
    """Positions in layer 0, whatever the others hold."""
    cache = ask.make("KVCache", 2)
    expect_length(cache, 0, {})
    positions, updates, total = 0, 0, 0
    for layer, new in ((0, 4), (1, 4), (0, 1), (1, 1), (0, 2)):
        cache.call("update", layer, *drawn(rng, new))
        positions += new if layer == 0 else 0
        updates, total = updates + 1, total + new
        wrong = dict.fromkeys((BATCH, HEADS, WIDTH), "length_axis")
        wrong |= {updates: "length_counts_updates", total: "length_of_all_layers"}
        expect_length(cache, positions, wrong)


def expect_length(cache: Remote, want: int, wrong: dict[int, str]) -> None:
    with blamed_on("length_raises", want):
        got = cache.get("length")
    expect(not isinstance(got, Foreign), "length_method", got="length()", expected=want)
    if isinstance(got, Tensor) and got.ndim == 0 and not got.is_floating_point() and got.dtype != torch.bool:
        got = int(got)
    if type(got) is int and got == want:
        return
    hint = wrong.get(got, "length") if type(got) is int else "length"
    raise Failed(hint, got=got if isinstance(got, int | float) else type(got).__name__, expected=want)


@cache_exam.property("errors")
def cache_errors(ask: Ask, rng: Rng) -> None:
    for layer in (2, 5, -1):
        cache = ask.make("KVCache", 2)
        cache.call("update", 0, *drawn(rng, 2))
        cache.call("update", 1, *drawn(rng, 2))
        hint = "negative_layer" if layer < 0 else "no_index_error"
        expect_raises(IndexError, lambda: cache.call("update", layer, *drawn(rng, 1)), hint=hint)  # noqa: B023


@cache_exam.property("passed_in")
def cache_passed_in(ask: Ask, rng: Rng) -> None:
    """What was passed in is overwritten afterwards, twice; the cache must not notice."""
    cache = ask.make("KVCache", 1)
    pairs: list[Pair] = []
    for new in (3, 1, 1):
        pairs.append(drawn(rng, new))
        sent, remotes = zip(*(ask.keep(tensor) for tensor in pairs[-1]), strict=True)
        with blamed_on("shares_what_was_passed_in", ""):
            expect_pair(cache.call("update", 0, *sent), joined(pairs))
        for remote in remotes:
            remote.fill(7.0)


@cache_exam.property("handed_out")
def cache_handed_out(ask: Ask, rng: Rng) -> None:
    """What was handed out is overwritten; the next update must not show it, nor change what is already out."""
    cache = ask.make("KVCache", 1)
    pairs: list[Pair] = []
    for new in (3, 1, 1):
        pairs.append(drawn(rng, new))
        remote = cache.keep("update", 0, *pairs[-1])
        with blamed_on("shares_what_was_handed_out", ""):
            for index, want in enumerate(joined(pairs)):
                expect_close(remote.call("__getitem__", index), want, what=("keys", "values")[index])
            for index in (0, 1):
                remote.fill(7.0, index)


@cache_exam.property("two_caches")
def cache_two(ask: Ask, rng: Rng) -> None:
    one, other = (ask.make("KVCache", 2) for _ in range(2))
    first, second = drawn(rng, 3), drawn(rng, 2)
    one.call("update", 0, *first)
    with blamed_on("caches_share", ""):
        expect_length(other, 0, {3: "caches_share"})
        expect_pair(other.call("update", 0, *second), second, [("caches_share", joined([first, second]))])
        expect_length(one, 3, {5: "caches_share", 2: "caches_share"})


@cache_exam.property("sizes")
def cache_sizes(ask: Ask, rng: Rng) -> None:
    """One text, one head, one column, many positions; two layers of another width than the first cache's."""
    for shape in ((1, 1, 1), (1, 4, 2), (5, 1, 3)):
        cache = ask.make("KVCache", 2)
        pairs: list[Pair] = []
        for new in (1, 12, 1):
            pairs.append(drawn(rng, new, shape))
            with blamed_on("sizes", f"(batch, heads, d_head) = {shape}"):
                expect_pair(cache.call("update", 1, *pairs[-1]), joined(pairs))


@cache_exam.property("dtype")
def cache_dtype(ask: Ask, rng: Rng) -> None:
    for dtype in FLOATS:
        cache = ask.make("KVCache", 1)
        pairs: list[Pair] = []
        for new in (2, 1):
            pairs.append(drawn(rng, new, dtype=dtype))
            with blamed_on("dtype_kept", str(dtype).removeprefix("torch."), (*UNNAMED, "dtype")):
                expect_pair(cache.call("update", 0, *pairs[-1]), joined(pairs))
