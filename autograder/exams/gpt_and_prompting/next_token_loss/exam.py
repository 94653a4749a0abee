"""The exam of ``next_token_loss``."""

import torch

from autograder.exam import Draw, Exam, drawn, some, suiting
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, Outputs
from course_lib.exercises.next_token_loss import EXERCISE, ask_none_counted, right


def texts(batch: int, n: int, vocab: int) -> Draw:
    """Texts in each of which something counts."""

    def draw(rng: Rng) -> Given:
        mask = rng.mask(batch, n)
        mask[torch.arange(batch), 1 + rng.integers(0, n - 1, batch)] = True
        return rng.floats(batch, n, vocab), rng.integers(0, vocab, batch, n), mask

    return draw


def with_token_zero(batch: int, n: int, vocab: int) -> Draw:
    """Token 0 among the targets that count."""
    return suiting(texts(batch, n, vocab), lambda logits, tokens, mask: (mask & (tokens == 0))[:, 1:].any())


def permuted(rng: Rng) -> Given:
    """Scores that are a view of (n, V, batch)."""
    logits, tokens, mask = drawn(texts(6, 3, 5), rng)
    return logits.permute(1, 2, 0).contiguous().permute(2, 0, 1), tokens, mask


def edge_targets(rng: Rng) -> Given:
    """The first and the last token of the vocabulary, and one token again and again; all count."""
    tokens = torch.tensor([[4, 0, 0, 4, 0], [0, 4, 4, 4, 4]])
    return rng.floats(2, 5, 5), tokens, torch.ones(2, 5, dtype=torch.bool)


def nothing_in_one_text(rng: Rng) -> Given:
    logits, tokens, mask = drawn(texts(3, 3, 5), rng)
    mask[1] = torch.tensor([True, False, False])
    return logits, tokens, mask


def large(rng: Rng) -> Given:
    """Scores so far apart that a target's probability is 0 in float32."""
    logits, tokens, mask = drawn(texts(3, 4, 5), rng)
    return 1000 * logits, tokens, mask


def finite(given: Given, out: Outputs) -> bool:
    return bool(out[0].isfinite().all())


def counts(*given: Given) -> bool:
    return len(given) > 2 and given[2] is not None


exam = Exam(
    EXERCISE,
    kinds={
        "a batch of one": some(lambda logits, *_: len(logits) == 1),
        "batch, length and vocabulary of one size": some(lambda logits, *_: logits.shape == (4, 4, 4)),
        "one target in each text": some(lambda logits, *_: logits.shape[1] == 2),
        "no target in any text": some(lambda logits, *_: logits.shape[1] == 1),
        "no target and no mask": some(lambda *given: len(given) == 2 and given[0].shape[1] == 1),
        "no mask": some(lambda *given: len(given) == 2),
        "mask=None": some(lambda *given: len(given) == 3 and given[2] is None),
        "all count": some(lambda *given: counts(*given) and given[2].all()),
        "none counts": some(lambda *given: counts(*given) and not given[2].any()),
        "True in column 0": some(lambda *given: counts(*given) and given[2][:, 0].any()),
        "a text in which nothing counts": some(
            lambda *given: counts(*given) and given[2].any() and not given[2][:, 1:].any(dim=1).all()
        ),
        "token 0, and the last one, as targets": some(
            lambda logits, tokens, *_: {0, logits.shape[2] - 1} <= set(tokens[:, 1:].flatten().tolist())
        ),
        "a token again and again": some(
            lambda logits, tokens, *_: tokens.shape[1] > 3 and not tokens[-1, 1:].diff().any()
        ),
        "large scores": some(lambda logits, *_: logits.abs().max() > 500),
        "a view of another tensor": some(lambda logits, *_: not logits.is_contiguous()),
        "float64": some(lambda logits, *_: logits.dtype == torch.float64),
    },
)
exam.values(with_token_zero(3, 6, 7), with_token_zero(4, 7, 3))
exam.asks(
    "no_mask",
    lambda rng: drawn(texts(3, 5, 4), rng)[:2],
    lambda rng: (*drawn(texts(2, 5, 4), rng)[:2], None),
)
exam.gradient(texts(3, 5, 4))
exam.unmodified(suiting(texts(4, 6, 4), lambda logits, tokens, mask: mask[:, 0].any()))
exam.asks("large", suiting(large, lambda *given: right(*given) > 110 * given[2].sum()), says=finite, named=True)


@exam.property("dtype")
def dtypes(ask: Ask, rng: Rng) -> None:
    ask.dtypes(*(drawn(texts(batch, 5, 4), rng) for batch in (4, 5, 6)))


@exam.property("none_counted", says=lambda given, out: out[0].dim() == 0 and not out[0].any())
def none_counted(ask: Ask, rng: Rng) -> None:
    """No target is marked, or there is none at all."""
    logits, tokens, mask = drawn(texts(2, 4, 5), rng)
    short = logits[:, :1], tokens[:, :1]
    ask_none_counted(ask, (logits, tokens, mask & False), (*short, mask[:, :1] | True), short)


@exam.property("sizes")
def sizes(ask: Ask, rng: Rng) -> None:
    """Other sizes, then those of the first question again, with other numbers."""
    with ask.blaming("sizes"):
        for draw in (texts(1, 4, 6), texts(1, 2, 2), texts(5, 2, 3), texts(4, 4, 4), permuted):
            ask(*drawn(draw, rng))
        ask(*edge_targets(rng))
        ask(*nothing_in_one_text(rng))
    with ask.blaming("remembers_calls"):
        ask(*drawn(texts(3, 6, 7), rng))
        ask(*drawn(texts(4, 7, 3), rng))
