"""The visible checks of `KVCache` and `generate_with_cache`: cases in the order a learner meets their mistakes."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from course_lib.checks.checker import COMMON, Exercise, Mistake, Trial, Wrong, plain, same
from course_lib.checks.decoding_cache_causes import CACHE, GENERATE
from course_lib.checks.decoding_cache_wrong import Pair, joined, likely_updates
from course_lib.checks.decoding_generate_wrong import (
    PLACES,
    WatchedModel,
    diagnosis,
    greedy,
    likely_texts,
)
from course_lib.language import mark

SEED = 0  # of a model for which every likely mistake gives a text of its own


def numbers(new: int, start: int = 0, shape: tuple[int, int, int] = (2, 3, 5)) -> Pair:
    """A key and a value of `new` positions, all their numbers different."""
    batch, heads, width = shape
    count = batch * heads * new * width
    key = torch.arange(start, start + count, dtype=torch.float32).view(batch, heads, new, width)
    return key, -key - 0.5


def put(trial: Trial, cache: Any, layer: int, key: Tensor, value: Tensor) -> Any:
    """What update hands out. Wrong if it raises, or if there is no such method."""
    return trial.call_on(lambda: cache.update(layer, key, value))


def expect_pair(trial: Trial, got: Any, want: Pair, likely: Sequence[tuple[str, Pair]] = ()) -> None:
    """``got`` is (keys, values). Else Wrong, named after the likely mistake that explains both."""
    if isinstance(got, Tensor):
        raise Wrong(CACHE["one_tensor"], f"torch.Tensor {tuple(got.shape)}", "(keys, values)")
    if not isinstance(got, tuple | list) or len(got) != 2:
        raise Wrong(COMMON["none" if got is None else "type"], type(got).__name__, "(keys, values)")
    both = [(key, pair) for key, pair in likely if all(map(same, got, pair)) and not all(map(same, want, pair))]
    for index, what in enumerate(("keys", "values")):
        plain(got[index], what)
        wrongs = [Mistake(CACHE[key], pair[index]) for key, pair in both[:1]]
        trial.close(got[index], want[index], what, wrongs)


def check_cache(trial: Trial, answer: Any) -> None:
    """Exercise 8.6."""
    check_one_layer(trial, answer)
    check_layers(trial, answer)
    check_length(trial, answer)
    for layer in (2, 7, -1):
        trial.on(mark("IndexError for a layer that does not exist: 2, 7 and −1 of two"))
        cache = trial.call_on(answer, 2)
        put(trial, cache, 0, *numbers(1))
        put(trial, cache, 1, *numbers(1))
        expect_index_error(cache, layer)
    check_aliasing(trial, answer)
    trial.on(mark("Two caches at the same time"), CACHE["caches_share"])
    one, other = trial.call_on(answer, 2), trial.call_on(answer, 2)
    put(trial, one, 0, *numbers(3))
    expect_pair(trial, put(trial, other, 0, *numbers(2, 100)), numbers(2, 100))
    for shape in ((1, 1, 1), (1, 4, 2)):
        trial.on(mark("One text, one head, one column, many positions"), CACHE["sizes"])
        fill(trial, answer, (1, 12, 1), shape)
    trial.on(mark("float64 stays float64"), CACHE["dtype_kept"])
    key, value = (tensor.double() for tensor in numbers(2))
    got = put(trial, trial.call_on(answer, 1), 0, key, value)
    if any(isinstance(tensor, Tensor) and tensor.dtype != torch.float64 for tensor in got):
        raise Wrong(CACHE["dtype_kept"], f"{got[0].dtype}, {got[1].dtype}", "torch.float64")


def check_one_layer(trial: Trial, answer: Any) -> None:
    """Two caches of one layer, one after the other."""
    trial.on(mark("One layer: updates of 2, 2, 2 and 1 positions"))
    ever: list[Pair] = []
    for _ in range(2):
        cache = trial.call_on(answer, 1)
        pairs: list[Pair] = []
        for new in (2, 2, 2, 1):
            pairs.append(numbers(new, 1000 * len(ever)))
            ever.append(pairs[-1])
            trial.blame = CACHE["later_update_raises"] if len(pairs) > 1 else None
            got = put(trial, cache, 0, *pairs[-1])
            trial.blame = None
            expect_pair(trial, got, joined(pairs), [*likely(pairs), ("caches_share", joined(ever))])


def likely(pairs: Sequence[Pair]) -> list[tuple[str, Pair]]:
    """What an update gives after each likely mistake; nothing can be lost at the first."""
    if len(pairs) > 1:
        return likely_updates(pairs)
    key, value = pairs[0]
    nothing = key[:, :, :0], value[:, :, :0]
    twice = joined([pairs[0], pairs[0]])
    return [("swapped", (value, key)), ("key_twice", (key, key)), ("without_the_new", nothing), ("twice", twice)]


def check_layers(trial: Trial, answer: Any) -> None:
    trial.on(mark("Three layers, filled in turns"), CACHE["layers_mixed"])
    cache = trial.call_on(answer, 3)
    kept: list[list[Pair]] = [[], [], []]
    order: list[Pair] = []
    for layer in (0, 1, 2, 2, 0, 1, 0):
        pair = numbers(2, 1000 * len(order))
        kept[layer].append(pair)
        order.append(pair)
        got = put(trial, cache, layer, *pair)
        expect_pair(trial, got, joined(kept[layer]), [("layers_mixed", joined(order)), ("one_layer", pair)])


def check_length(trial: Trial, answer: Any) -> None:
    trial.on(mark("length: 0 at first, then the positions of layer 0"))
    cache = trial.call_on(answer, 2)
    expect_length(trial, cache, 0, {})
    positions, updates, total = 0, 0, 0
    for layer, new in ((0, 4), (1, 4), (0, 1), (1, 1), (0, 2)):
        put(trial, cache, layer, *numbers(new))
        positions += new if layer == 0 else 0
        updates, total = updates + 1, total + new
        wrong = dict.fromkeys((2, 3, 5), "length_axis") | {
            updates: "length_counts_updates",
            total: "length_of_all_layers",
        }
        expect_length(trial, cache, positions, wrong)


def expect_length(trial: Trial, cache: Any, want: int, wrong: Mapping[int, str]) -> None:
    try:
        got = cache.length
    except Exception as error:
        raise Wrong.raised(CACHE["length_raises"], error, str(want)) from None
    if callable(got):
        raise Wrong(CACHE["length_method"], "cache.length()", "cache.length")
    if isinstance(got, Tensor) and got.ndim == 0:
        got = got.item()
    if type(got) is not int or got != want:
        raise Wrong(CACHE[wrong.get(got, "length") if type(got) is int else "length"], f"length = {got}", str(want))


def expect_index_error(cache: Any, layer: int) -> None:
    cause = CACHE["negative_layer" if layer < 0 else "no_index_error"]
    try:
        cache.update(layer, *numbers(1))
    except IndexError:
        return
    except Exception as error:
        raise Wrong.raised(cause, error, "IndexError") from None
    raise Wrong(cause, f"update({layer}, …) → (keys, values)", "IndexError")


def check_aliasing(trial: Trial, answer: Any) -> None:
    """What was passed in, and then what was handed out, is overwritten between updates."""
    for change, key in (("in", "shares_what_was_passed_in"), ("out", "shares_what_was_handed_out")):
        trial.on(
            mark("Afterwards the caller overwrites what it passed in")
            if change == "in"
            else mark("Afterwards the caller overwrites what it was handed"),
            CACHE[key],
        )
        cache = trial.call_on(answer, 1)
        pairs: list[Pair] = []
        for new in (3, 1, 1):
            pairs.append(numbers(new, 1000 * len(pairs)))
            given = [tensor.clone() for tensor in pairs[-1]]
            got = put(trial, cache, 0, *given)
            expect_pair(trial, [tensor.clone() for tensor in got], joined(pairs))
            for tensor in given if change == "in" else got:
                tensor.fill_(7.0)


def fill(trial: Trial, answer: Any, steps: Sequence[int], shape: tuple[int, int, int]) -> None:
    """Updates of these sizes to layer 1 of two."""
    cache = trial.call_on(answer, 2)
    pairs: list[Pair] = []
    for new in steps:
        pairs.append(numbers(new, 1000 * len(pairs), shape))
        expect_pair(trial, put(trial, cache, 1, *pairs[-1]), joined(pairs))


def make_model(size: int, seed: int = SEED) -> WatchedModel:
    return WatchedModel(torch.randn(PLACES, size, size, generator=torch.Generator().manual_seed(seed)))


def write(trial: Trial, answer: Any, model: WatchedModel, prompt: Tensor, new: int) -> Any:
    """What the learner's function writes with the watched model."""
    model.feeds.clear()
    model.refused = ""
    try:
        return trial.call(answer, model, prompt, new)
    except Wrong as wrong:
        raise (wrong.named(GENERATE[model.refused]) if model.refused else wrong) from None


def expect_text(trial: Trial, got: Any, model: WatchedModel, prompt: Tensor, new: int) -> None:
    """``got`` is the prompt and what greedy decoding adds. Else Wrong: how the model was fed says most."""
    want = greedy(model, prompt, new)
    try:
        wrongs = [Mistake(GENERATE[key], text) for key, text in likely_texts(model, prompt, new)]
        trial.close(got, want, "tokens", wrongs)
    except Wrong as wrong:
        found = diagnosis(model, prompt, new)
        if found and wrong.cause in (COMMON["value"], GENERATE["first_scores"], trial.blame):
            raise Wrong(GENERATE[found.key], found.got, found.expected) from None
        raise


def check_generate(trial: Trial, answer: Any) -> None:
    """Exercise 8.7."""
    model, prompt = make_model(13), torch.tensor([[3, 1, 4, 1], [5, 9, 2, 6], [7, 0, 8, 3]])
    trial.on(mark("Three prompts of four tokens, five new ones"))
    first, second = (write(trial, answer, model, prompt, 5) for _ in range(2))
    if isinstance(first, Tensor) and isinstance(second, Tensor) and not torch.equal(first, second):
        raise Wrong(COMMON["random"])
    expect_text(trial, second, model, prompt, 5)
    trial.on(mark("The same: what the model was fed, and with which cache"))
    if found := diagnosis(model, prompt, 5):
        raise Wrong(GENERATE[found.key], found.got, found.expected)
    trial.on(mark("No new tokens"), GENERATE["nothing_new"])
    trial.close(write(trial, answer, model, prompt, 0), prompt, "tokens")
    trial.on(mark("One new token"), GENERATE["one_new"])
    expect_text(trial, write(trial, answer, model, prompt, 1), model, prompt, 1)
    for rows in (1, 3):
        trial.on(mark("Prompts of one token"), GENERATE["short_prompt"])
        expect_text(trial, write(trial, answer, model, prompt[:rows, :1], 4), model, prompt[:rows, :1], 4)
    trial.on(mark("Arguments stay as they were"))
    given = prompt.clone()
    trial.call_on(answer, model, given, 3)
    if not torch.equal(given, prompt):
        raise Wrong(COMMON["mutated"], "prompt")


EXERCISES = {
    "KVCache": Exercise("8.6", 9, check_cache),
    "generate_with_cache": Exercise("8.7", 6, check_generate),
}
