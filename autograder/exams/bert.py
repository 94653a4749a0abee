"""The exams of notebook 05; points, weights and hints stand in bert.toml.

Right results and those of likely mistakes are computed by course_lib.checks.bert_wrong. No uniform number is near a
boundary.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from autograder.exams.common import UNNAMED, blamed_on, unchanged
from autograder.exams.subject import Given, Subject
from autograder.properties import Ask, Exam, Failed, Foreign, Rng, expect, expect_close, expect_raises
from course_lib.checks.bert_wrong import (
    NOT_COUNTED,
    hide,
    likely_hide,
    likely_masked_loss,
    likely_pack,
    masked_loss,
    pack,
)
from course_lib.checks.outputs import same_outputs, told_apart

masking_exam = Exam("mask_tokens")
packing_exam = Exam("pack_pair")
loss_exam = Exam("mlm_loss")

UNNAMED_PAIR = (*UNNAMED, "not_a_pair")
Masking = tuple[Tensor, Tensor, int, Tensor, Tensor, Tensor]


def expect_pair(got: Any, names: str) -> tuple[Any, Any]:
    """Two results; else Failed."""
    if got is None:
        raise Failed("none", what="result")
    if not isinstance(got, tuple | list) or len(got) != 2:
        kind = got.type_name if isinstance(got, Foreign) else type(got).__name__
        raise Failed("not_a_pair", what="result", got=kind, expected=names)
    return got[0], got[1]


# ---------------------------------------------------------------- mask_tokens


def clear(u: Tensor) -> Tensor:
    """Uniform numbers moved away from the boundaries 0.15, 0.8 and 0.9."""
    for boundary in (0.15, 0.8, 0.9):
        u = torch.where((u - boundary).abs() < 1e-3, u - 2e-3, u)
    return u


def draw_masking(rng: Rng, batch: int, n: int) -> Masking:
    """Tokens of which about half are below 0.15, each kind equally often."""
    tokens = rng.integers(10, 60, batch, n)
    others = 10 + (tokens - 10 + rng.integers(1, 50, batch, n)) % 50  # never the token itself
    u_select = clear(rng.uniform(batch, n) * 0.3)
    u_kind = clear(torch.tensor([0.4, 0.85, 0.95])[rng.integers(0, 3, batch, n)] + 0.04 * rng.uniform(batch, n))
    return tokens, rng.mask(batch, n, keep=0.25), 5, u_select.float(), u_kind.float(), others


def suitable(rng: Rng, batch: int, n: int) -> Masking:
    for _ in range(500):
        given = draw_masking(rng, batch, n)
        if told_apart(hide(*given), likely_hide(*given)):
            return given
    raise RuntimeError("no tokens suit")


def ask_masking(ask: Ask, given: Masking, *, named: bool = False) -> None:
    got = expect_pair(ask.call("mask_tokens", *given), "(inputs, labels)")
    want = hide(*given)
    for key, wrong in likely_hide(*given) if named else ():
        if same_outputs(got, wrong):
            place = next(i for i in (0, 1) if not torch.equal(wrong[i], want[i]))
            raise Failed(key, what=("inputs", "labels")[place], **_first_difference(wrong[place], want[place]))
    for name, one, right in zip(("inputs", "labels"), got, want, strict=True):
        expect_close(one, right, what=name, dtype=torch.int64)


def _first_difference(got: Tensor, want: Tensor) -> dict[str, object]:
    where = tuple((got != want).nonzero()[0].tolist())
    return {"where": list(where), "got": got[where].item(), "expected": want[where].item()}


@masking_exam.property("values", core=True)
def masking_values(ask: Ask, rng: Rng) -> None:
    for size in ((3, 14), (2, 20)):
        ask_masking(ask, suitable(rng, *size), named=True)


@masking_exam.property("special_tokens")
def masking_special(ask: Ask, rng: Rng) -> None:
    tokens, special, *rest = suitable(rng, 3, 14)
    for mask in (torch.ones_like(special), torch.arange(14).remainder(13).eq(0).expand(3, 14).clone()):
        with blamed_on("special_tokens", "", UNNAMED_PAIR):
            ask_masking(ask, (tokens, mask, *rest))  # type: ignore[arg-type]


@masking_exam.property("kinds")
def masking_kinds(ask: Ask, rng: Rng) -> None:
    tokens, special, mask_id, u_select, u_kind, others = suitable(rng, 2, 14)
    for kind in (0.0, 0.79, 0.81, 0.89, 0.91, 0.999):
        with blamed_on("kinds", f"u_kind {kind}", UNNAMED_PAIR):
            ask_masking(ask, (tokens, special, mask_id, u_select, torch.full_like(u_kind, kind), others))


@masking_exam.property("none_selected")
def masking_none(ask: Ask, rng: Rng) -> None:
    tokens, special, mask_id, u_select, u_kind, others = suitable(rng, 2, 14)
    with blamed_on("none_selected", NOT_COUNTED, UNNAMED_PAIR):
        ask_masking(ask, (tokens, special, mask_id, 0.2 + u_select, u_kind, others))


@masking_exam.property("any_ids")
def masking_ids(ask: Ask, rng: Rng) -> None:
    """mask_id 0, tokens that are mask_id, and random tokens that are what stood there."""
    tokens, special, _, u_select, u_kind, _ = suitable(rng, 3, 14)
    with blamed_on("any_ids", "", UNNAMED_PAIR):
        ask_masking(ask, (tokens - 10, special, 0, u_select, u_kind, tokens - 10))
        ask_masking(ask, (torch.full_like(tokens, 7), special, 7, u_select, u_kind, tokens))


@masking_exam.property("sizes")
def masking_sizes(ask: Ask, rng: Rng) -> None:
    for size in ((1, 6), (1, 1), (5, 2)):
        with blamed_on("sizes", str(size), UNNAMED_PAIR):
            ask_masking(ask, draw_masking(rng, *size))


@masking_exam.property("unmodified")
def masking_unmodified(ask: Ask, rng: Rng) -> None:
    given = suitable(rng, 2, 14)
    _, after = ask.call_keeping_arguments("mask_tokens", *given)
    for name, place in (("tokens", 0), ("special_mask", 1), ("u_select", 3), ("u_kind", 4), ("random_tokens", 5)):
        unchanged(given[place], after[place], name)  # type: ignore[arg-type]


# ---------------------------------------------------------------- pack_pair


def ids(rng: Rng, size: int) -> list[int]:
    return [int(i) for i in rng.integers(10, 90, size).tolist()]


def ask_packing(ask: Ask, sides: Sequence[Sequence[int]], max_len: int, *, named: bool = False) -> None:
    given = list(sides[0]), list(sides[1]), 1, 2, max_len
    tokens, segments = expect_pair(ask.call("pack_pair", *given), "(tokens, segments)")
    found = tuple([_whole(i) for i in side] if isinstance(side, list | tuple) else side for side in (tokens, segments))
    want = pack(*given)
    if found == want:
        return
    shown = {"what": "(tokens, segments)", "got": str(found)[:200], "expected": str(want)[:200]}
    for key, wrong in likely_pack(*given) if named else ():
        if found == wrong and wrong != want:
            raise Failed(key, **shown)
    raise Failed("packed", **shown)


def _whole(value: Any) -> Any:
    """Bools are no ids."""
    return str(value) if isinstance(value, bool) else value


@packing_exam.property("values", core=True)
def packing_values(ask: Ask, rng: Rng) -> None:
    """A pair that fits, a much longer a, a much longer b; no two sides of one length, before or after."""
    ask_packing(ask, (ids(rng, 3), ids(rng, 2)), 20, named=True)
    for sizes, max_len in (((12, 4), 12), ((3, 11), 13), ((9, 8), 19)):
        ask_packing(ask, [ids(rng, size) for size in sizes], max_len, named=True)


@packing_exam.property("equal_lengths")
def packing_equal(ask: Ask, rng: Rng) -> None:
    for size, max_len in ((4, 10), (6, 8), (5, 12)):
        with blamed_on("equal_lengths", "", ("packed", "not_a_pair")):
            ask_packing(ask, (ids(rng, size), ids(rng, size)), max_len)


@packing_exam.property("exact_fit")
def packing_exact(ask: Ask, rng: Rng) -> None:
    for sizes in ((4, 3), (2, 6)):
        with blamed_on("exact_fit", sum(sizes) + 3, ("packed", "not_a_pair")):
            ask_packing(ask, [ids(rng, size) for size in sizes], sum(sizes) + 3)


@packing_exam.property("empty_sides")
def packing_empty(ask: Ask, rng: Rng) -> None:
    for sizes in ((0, 4), (4, 0), (0, 0)):
        with blamed_on("empty_sides", "", ("packed", "not_a_pair")):
            ask_packing(ask, [ids(rng, size) for size in sizes], 6)


@packing_exam.property("shortest")
def packing_shortest(ask: Ask, rng: Rng) -> None:
    with blamed_on("shortest", "([1, 2, 2], [0, 0, 1])", ("packed", "not_a_pair")):
        ask_packing(ask, (ids(rng, 3), ids(rng, 2)), 3)


@packing_exam.property("too_short")
def packing_too_short(ask: Ask, rng: Rng) -> None:
    for max_len in (2, 0):
        expect_raises(ValueError, lambda: ask.call("pack_pair", [7], [8], 1, 2, max_len), hint="no_value_error")  # noqa: B023


@packing_exam.property("unmodified")
def packing_unmodified(ask: Ask, rng: Rng) -> None:
    a, b = ids(rng, 6), ids(rng, 5)
    _, after = ask.call_keeping_arguments("pack_pair", list(a), list(b), 1, 2, 8)
    expect(list(after[0]) == a, "mutated", argument="a")
    expect(list(after[1]) == b, "mutated", argument="b")


# ---------------------------------------------------------------- mlm_loss


def draw_loss(rng: Rng, batch: int, n: int, vocab: int) -> Given:
    """Some labels of −100 in every text, and different numbers of them."""
    labels = rng.integers(0, vocab, batch, n)
    counted = torch.arange(n) < (1 + rng.integers(0, max(1, n - 1), batch, 1))
    order = rng.permutation(n)
    return rng.normal(batch, n, vocab, dtype=torch.float32), torch.where(counted[:, order], labels, NOT_COUNTED)


LOSS = Subject(loss_exam, ("logits", "labels"), ("loss",), draw_loss, masked_loss, likely_masked_loss)
LOSS.examine(sizes=((3, 5, 7), (4, 6, 3)), odd=((1, 4, 6), (1, 1, 2), (5, 2, 3)))


@loss_exam.property("none_counted")
def loss_none(ask: Ask, rng: Rng) -> None:
    logits, labels = draw_loss(rng, 2, 4, 5)
    given = (logits, torch.full_like(labels, NOT_COUNTED))
    with blamed_on("none_counted", 0):
        LOSS.expect(LOSS.ask(ask, given), given)
    grad = ask.call_with_grads("mlm_loss", given, [0], [torch.tensor(1.0)])[1][0]
    right = grad is not None and not bool(grad.any())
    expect(right, "none_counted", what="logits.grad", got="None" if grad is None else "NaN", expected=0)


@loss_exam.property("all_counted")
def loss_all(ask: Ask, rng: Rng) -> None:
    logits, labels = draw_loss(rng, 3, 4, 5)
    given = (logits, labels.clamp(min=0))
    with blamed_on("all_counted", ""):
        LOSS.expect(LOSS.ask(ask, given), given)


@loss_exam.property("large")
def loss_large(ask: Ask, rng: Rng) -> None:
    logits, labels = draw_loss(rng, 3, 4, 5)
    given = (1000 * logits, labels)
    with blamed_on("large", f"{masked_loss(*given)[0].item():.5g}"):
        LOSS.expect(LOSS.ask(ask, given), given)
