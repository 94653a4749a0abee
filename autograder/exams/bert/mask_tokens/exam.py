"""The exam of ``mask_tokens``. A uniform number is on a boundary, in float64, or not near it."""

from typing import Any

import torch
from torch import Tensor

from autograder.exam import Draw, Exam, drawn, some, suiting
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, Outputs
from course_lib.exercises.mask_tokens import EXERCISE, changed, each_boundary, each_kind, other_ids, right, selection

KINDS = torch.tensor([0.05, 0.15, 0.4, 0.74, 0.82, 0.87, 0.92, 0.95])  # of each about as many, a little above these


def masking(batch: int, n: int) -> Draw:
    """Tokens of which about half have a u_select below 0.15, and a quarter is special."""

    def draw(rng: Rng) -> Given:
        tokens = rng.integers(10, 60, batch, n)
        others = 10 + (tokens - 10 + rng.integers(1, 50, batch, n)) % 50  # never the token itself
        u_select = rng.uniform(batch, n) * 0.14 + 0.155 * rng.integers(0, 2, batch, n)
        u_kind = KINDS[rng.integers(0, len(KINDS), batch, n)] + 0.02 * rng.uniform(batch, n)
        special = rng.mask(batch, n, keep=0.25) if n > 1 else torch.zeros(batch, 1, dtype=torch.bool)
        return tokens, special, 5, u_select.float(), u_kind.float(), others

    return draw


def all_special(rng: Rng) -> Given:
    tokens, special, *rest = drawn(masking(3, 14), rng)
    return tokens, torch.ones_like(special), *rest


def ends_special(rng: Rng) -> Given:
    """As in [CLS] … [SEP]."""
    tokens, _, *rest = drawn(masking(3, 14), rng)
    return tokens, (torch.arange(14) % 13 == 0).expand(3, 14).clone(), *rest


def none_selected(rng: Rng) -> Given:
    """Though some u_kind is below 0.15."""
    tokens, special, mask_id, u_select, *rest = drawn(masking(2, 14), rng)
    return tokens, special, mask_id, 0.2 + u_select, *rest


def every_one_selected(rng: Rng) -> Given:
    tokens, special, mask_id, u_select, *rest = drawn(masking(3, 6), rng)
    return tokens, torch.zeros_like(special), mask_id, 0 * u_select, *rest


def chosen(given: Given) -> Tensor:
    return selection(given[3], given[1])


def inputs_and_labels(given: Given, out: Outputs) -> Outputs:
    """In this order, also where the two have changed places."""
    inputs, labels = right(*given)
    return out[::-1] if torch.equal(out[0], labels) and torch.equal(out[1], inputs) else out


def special_stay(given: Given, out: Outputs) -> bool:
    """Special tokens are neither changed nor asked for."""
    tokens, special = given[:2]
    inputs, labels = inputs_and_labels(given, out)
    return torch.equal(inputs[special], tokens[special]) and not bool((labels == tokens)[special].any())


def selected_are_hidden(given: Given, out: Outputs) -> bool:
    """The tokens that should be selected are masked, random and kept as they should be."""
    inputs, _ = inputs_and_labels(given, out)
    return torch.equal(inputs[chosen(given)], right(*given)[0][chosen(given)])


def in_every_way(*given: Any) -> bool:
    """Some are masked, some random, some kept, some special although below 0.15; and each change shows."""
    kinds = given[4][chosen(given)]
    special = given[1] & (given[3] < 0.15)
    results = [right(*each) for each in changed(given)]
    apart = all(EXERCISE.apart(results[i], results[j]) for i in range(len(results)) for j in range(i))
    some_of_each = (kinds < 0.8).any() and ((kinds > 0.8) & (kinds < 0.9)).any() and (kinds > 0.9).any()
    return bool(some_of_each & special.any() & (given[0][chosen(given)] % 2 == 0).any()) and apart


def of_all_kinds(batch: int, n: int) -> Draw:
    return suiting(masking(batch, n), in_every_way)


def asks_for(token: int, given: Given) -> bool:
    return bool((given[0][chosen(given)] == token).any())


exam = Exam(
    EXERCISE,
    kinds={
        "a batch of one": some(lambda tokens, *_: len(tokens) == 1),
        "one token": some(lambda tokens, *_: tokens.shape == (1, 1)),
        "as many texts as tokens": some(lambda tokens, *_: tokens.shape == (4, 4)),
        "nothing selected": some(lambda *given: not chosen(given).any() and not given[1].all()),
        "everything selected": some(lambda *given: chosen(given).all() and given[0].numel() > 1),
        "a text without a selected token": some(lambda *given: len(given[0]) > 1 and not chosen(given).any(1).all()),
        "only special tokens": some(lambda _, special, *__: special.all()),
        "special tokens below 0.15": some(lambda _, special, __, u, *___: (special & (u < 0.15)).any()),
        "a u_select of 0": some(lambda _, __, ___, u, *____: (u == 0).any()),
        "a u_kind of 0": some(lambda *given: (given[4] == 0).any()),
        "a u_select of exactly 0.15": some(lambda *given: (given[3] == 0.15).any()),
        "a u_kind of exactly 0.8": some(lambda *given: (given[4] == 0.8).any()),
        "a u_kind of exactly 0.9": some(lambda *given: (given[4] == 0.9).any()),
        "mask_id 0": some(lambda _, __, mask_id, *___: mask_id == 0),
        "a selected token that is 0": some(lambda *given: asks_for(0, given)),
        "a selected token that is mask_id": some(lambda *given: asks_for(given[2], given)),
        "random tokens of 0": some(lambda *given: not given[5].any()),
        "random tokens that stood there": some(lambda *given: torch.equal(given[0], given[5])),
        "large ids": some(lambda tokens, *_: tokens.max() > 50_000),
        "uniforms in float64": some(lambda *given: given[3].dtype == given[4].dtype == torch.float64),
    },
)
exam.values(masking(3, 14), masking(2, 20))
exam.asks("special_tokens", all_special, ends_special, says=special_stay)
exam.asks("none_selected", suiting(none_selected, lambda *given: selection(given[4], given[1]).any()), says="result")
SIZES = ((1, 6), (1, 1), (5, 2), (4, 4), (3, 1))
exam.asks("sizes", *(suiting(masking(*size), lambda *given: (given[4][chosen(given)] < 0.8).any()) for size in SIZES))
exam.unmodified(of_all_kinds(2, 14))


@exam.property("kinds", says=selected_are_hidden)
def kinds(ask: Ask, rng: Rng) -> None:
    """Other tokens for each kind, so that nothing is kept from the one before."""
    with ask.blaming("kinds"):
        for place in range(6):
            ask(*list(each_kind(drawn(of_all_kinds(2, 14), rng)))[place])
        ask(*every_one_selected(rng))
    with ask.blaming("boundaries"):
        for place in range(3):
            ask(*list(each_boundary(drawn(of_all_kinds(2, 14), rng)))[place])


@exam.property("any_ids")
def any_ids(ask: Ask, rng: Rng) -> None:
    with ask.blaming("any_ids"):
        for place in range(5):
            ask(*list(other_ids(drawn(of_all_kinds(3, 13), rng)))[place])


@exam.property("int64")
def int64(ask: Ask, rng: Rng) -> None:
    """Whatever the dtype of the uniforms."""
    tokens, special, mask_id, u_select, u_kind, others = drawn(of_all_kinds(2, 12), rng)
    for dtype in (torch.float32, torch.float64):
        given = tokens, special, mask_id, u_select.to(dtype), u_kind.to(dtype), others
        ask.expect(ask.got(*given), given, strict=torch.int64)


@exam.property("again")
def again(ask: Ask, rng: Rng) -> None:
    """The same call with one argument changed at a time."""
    ask.in_a_row(*changed(drawn(of_all_kinds(2, 11), rng)))
