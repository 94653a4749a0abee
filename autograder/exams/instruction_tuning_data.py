"""The exams of ``span_corruption`` and ``sft_labels``: what a model reads and what it is asked for."""

import torch
from torch import Tensor

from autograder.exams.common import UNNAMED, blamed_on, unchanged
from autograder.exams.values import Values
from autograder.properties import Ask, Exam, Failed, Rng, expect_close, expect_raises
from course_lib.checks.instruction_tuning_wrong import Spans, corrupt, labels_of, likely_corrupt, likely_labels_of
from course_lib.checks.outputs import same_outputs, told_apart
from course_lib.checks.values import as_lists

spans_exam = Exam("span_corruption")
labels_exam = Exam("sft_labels")

# ---------------------------------------------------------------- span_corruption

SENTINELS, EOS = [90, 91, 92, 93, 94, 95], 1
Corruption = tuple[list[int], Spans, list[int], int]


def ids(rng: Rng, size: int) -> list[int]:
    return [int(i) for i in (10 + rng.permutation(70)[:size]).tolist()]


def draw_spans(*lengths: int, first: int = 2, gap: int = 2, last: int = 3):  # type: ignore[no-untyped-def]
    """A draw of different tokens in which spans of these lengths stand `gap` apart."""

    def draw(rng: Rng) -> Corruption:
        spans, start = [], first
        for length in lengths:
            spans.append((start, length))
            start += length + gap
        n = (spans[-1][0] + spans[-1][1] if spans else 4) + last
        return ids(rng, n), spans, list(SENTINELS), EOS

    return draw


SPANS = Values(spans_exam, "(inputs, targets)", "(inputs, targets)", as_lists, corrupt, likely_corrupt)
SPANS.examine("values", draw_spans(2, 4), draw_spans(3, 2, 3, first=1), core=True)
SPANS.examine("no_spans", draw_spans())
SPANS.examine("edges", draw_spans(2, first=0), draw_spans(2, last=0), draw_spans(1, 3, first=0, last=0))
SPANS.examine("adjacent", draw_spans(2, 1, 3, gap=0), draw_spans(1, 1, gap=0, first=0))
SPANS.examine("whole", draw_spans(6, first=0, last=0), draw_spans(1, first=0, last=0))
SPANS.examine_unmodified(draw_spans(2, 1), "tokens", "spans", "sentinel_ids")


@spans_exam.property("too_few")
def spans_too_few(ask: Ask, rng: Rng) -> None:
    tokens, spans, sentinels, eos = draw_spans(2, 1)(rng)
    for n in (2, 1, 0):
        some = sentinels[:n]
        expect_raises(ValueError, lambda: ask.call("span_corruption", tokens, spans, some, eos), hint="too_few")  # noqa: B023


# ---------------------------------------------------------------- sft_labels

Rows = tuple[Tensor, Tensor, Tensor]


def draw_rows(rng: Rng, batch: int, n: int) -> Rows:
    """Prompts, responses and padding at the end, each of another length."""
    prompt = 1 + rng.integers(0, max(1, n // 2), batch)
    length = (prompt + 1 + rng.integers(0, n, batch)).clamp(max=n)
    return rng.integers(5, 90, batch, n), prompt, torch.arange(n) < length[:, None]


def suitable(rng: Rng, batch: int, n: int) -> Rows:
    for _ in range(2000):
        given = draw_rows(rng, batch, n)
        if told_apart(labels_of(*given), likely_labels_of(*given)):
            return given
    raise RuntimeError("no rows suit")


def ask_labels(ask: Ask, given: Rows, *, named: bool = False) -> None:
    got, want = ask.call("sft_labels", *given), labels_of(*given)[0]
    if got is None:
        raise Failed("none", what="labels")
    for key, (wrong,) in likely_labels_of(*given) if named else ():
        if same_outputs(got, (wrong,)):
            if wrong.shape != want.shape:
                raise Failed(key, what="labels", where="", got=tuple(wrong.shape), expected=tuple(want.shape))
            where = (wrong != want).nonzero()[0].tolist()
            numbers = {"got": wrong[tuple(where)].item(), "expected": want[tuple(where)].item()}
            raise Failed(key, what="labels", where=where, **numbers)
    expect_close(got, want, what="labels", dtype=torch.int64)


@labels_exam.property("values", core=True)
def labels_values(ask: Ask, rng: Rng) -> None:
    for size in ((4, 9), (3, 12)):
        ask_labels(ask, suitable(rng, *size), named=True)


def odd_labels(name: str, *draws):  # type: ignore[no-untyped-def]
    """Register a property of rows of some kind."""

    @labels_exam.property(name)
    def asked(ask: Ask, rng: Rng) -> None:
        for draw in draws:
            given = draw(rng)
            with blamed_on(name, "", UNNAMED):
                ask_labels(ask, given)


def padded_anywhere(rng: Rng) -> Rows:
    tokens, prompt, _ = draw_rows(rng, 4, 9)
    return tokens, prompt, rng.mask(4, 9, keep=0.6)


def without(rng: Rng, *, prompt: bool = True, response: bool = True, padding: bool = True) -> Rows:
    tokens, length, mask = draw_rows(rng, 3, 8)
    length = torch.zeros_like(length) if not prompt else length
    length = mask.sum(1) if not response else length
    return tokens, length, mask if padding else torch.ones_like(mask)


odd_labels("left_padding", padded_anywhere, lambda rng: (*draw_rows(rng, 3, 8)[:2], torch.arange(8).ge(2).repeat(3, 1)))
odd_labels("no_padding", lambda rng: without(rng, padding=False))
odd_labels("no_response", lambda rng: without(rng, response=False))
odd_labels("no_prompt", lambda rng: without(rng, prompt=False))
odd_labels("any_ids", lambda rng: (rng.integers(0, 2, 3, 8), *draw_rows(rng, 3, 8)[1:]))
odd_labels("sizes", *(lambda rng, size=size: draw_rows(rng, *size) for size in ((1, 6), (1, 1), (6, 2))))


@labels_exam.property("unmodified")
def labels_unmodified(ask: Ask, rng: Rng) -> None:
    given = draw_rows(rng, 3, 8)
    _, after = ask.call_keeping_arguments("sft_labels", *given)
    for name, before, now in zip(("tokens", "prompt_length", "padding_mask"), given, after, strict=True):
        unchanged(before, now, name)
