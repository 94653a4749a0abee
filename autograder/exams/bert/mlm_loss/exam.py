"""The exam of ``mlm_loss``."""

import torch
from torch import Tensor

from autograder.exam import Draw, Exam, drawn, some, suiting
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, Outputs
from course_lib.exercises.mlm_loss import EXERCISE, NOT_COUNTED, ask_none_counted, surprises


def no_surprise_is_large(logits: Tensor, labels: Tensor) -> bool:
    """What is added to a probability as a guard does not show in float32: it is no matter of the values."""
    surprise, counted = surprises(logits, labels)
    return bool((surprise[counted] < 4).all())


def texts(batch: int, n: int, vocab: int) -> Draw:
    """Some labels of −100 in every text; one that counts is 0; the model is surer of one text than of another."""

    def texts(rng: Rng) -> Given:
        labels = rng.integers(0, vocab, batch, n)
        counted = torch.arange(n) < (1 + rng.integers(0, max(1, n - 1), batch, 1))
        order = rng.permutation(n)
        labels = torch.where(counted[:, order], labels, NOT_COUNTED)
        labels[0, int(counted[0, order].long().argmax())] = 0
        sure = torch.arange(batch).view(-1, 1, 1).expand(batch, n, 1).float()
        return rng.floats(batch, n, vocab).scatter_add(-1, labels.clamp(min=0)[..., None], sure), labels

    return suiting(texts, no_surprise_is_large)


def a_text_without(rng: Rng) -> Given:
    """In one text no label counts."""
    logits, labels = drawn(texts(4, 6, 3), rng)
    labels[1] = NOT_COUNTED
    return logits, labels


def one_counted(rng: Rng) -> Given:
    logits, labels = drawn(none_counted, rng)
    labels[1, 2] = rng.integer(0, 5)
    return logits, labels


def none_counted(rng: Rng) -> Given:
    logits, labels = drawn(texts(2, 4, 5), rng)
    return logits, torch.full_like(labels, NOT_COUNTED)


def all_counted(batch: int, n: int, vocab: int) -> Draw:
    return suiting(lambda rng: (rng.floats(batch, n, vocab), rng.integers(0, vocab, batch, n)), no_surprise_is_large)


def large(rng: Rng) -> Given:
    """Large scores, of which the label's is the largest here and there."""
    logits, labels = drawn(texts(3, 6, 5), rng)
    best = (rng.uniform(3, 6) < 0.4) & (labels != NOT_COUNTED)
    return 1000 * logits, logits.argmax(dim=-1).where(best, labels)


def is_0_or_large(logits: Tensor, labels: Tensor) -> bool:
    """Each loss that counts is 0 in any float, or far above; there are both."""
    surprise, counted = surprises(logits, labels)
    zero, far = surprise[counted] < 1e-15, surprise[counted] > 50
    return bool((zero | far).all() & zero.any() & far.any())


def transposed(rng: Rng) -> Given:
    """As they come from a model that has the position first."""
    logits, labels = drawn(texts(4, 5, 6), rng)
    return logits.transpose(0, 1).contiguous().transpose(0, 1), labels.T.contiguous().T


def is_zero(given: Given, out: Outputs) -> bool:
    return out[0].dim() == 0 and not bool(out[0].any())


exam = Exam(
    EXERCISE,
    kinds={
        "a batch of one": some(lambda logits, labels: len(logits) == 1),
        "one position": some(lambda logits, labels: labels.shape == (1, 1)),
        "batch, length and vocabulary of one size": some(lambda logits, labels: logits.shape == (3, 3, 3)),
        "a label 0 that counts": some(lambda logits, labels: (labels == 0).any()),
        "the last id as a label": some(lambda logits, labels: (labels == logits.shape[-1] - 1).any()),
        "no label that counts": some(lambda logits, labels: (labels == NOT_COUNTED).all()),
        "one label that counts": some(lambda logits, labels: (labels != NOT_COUNTED).sum() == 1 < labels.numel()),
        "every label counts": some(lambda logits, labels: (labels != NOT_COUNTED).all() and labels.numel() > 1),
        "a text without a label that counts": some(
            lambda logits, labels: (labels != NOT_COUNTED).any() and not (labels != NOT_COUNTED).any(dim=1).all()
        ),
        "a loss of 0 that counts": some(lambda logits, labels: is_0_or_large(logits, labels)),
        "large scores": some(lambda logits, labels: logits.abs().max() > 1000),
        "transposed in memory": some(lambda logits, labels: not logits.is_contiguous() and not labels.is_contiguous()),
        "float64": some(lambda logits, labels: logits.dtype == torch.float64),
    },
)
exam.values(texts(3, 5, 7), a_text_without)
exam.asks("all_counted", all_counted(3, 4, 5), all_counted(2, 3, 4))
exam.asks(
    "large",
    suiting(large, is_0_or_large),
    says=lambda given, out: bool(out[0].isfinite().all()),
    times=2,
)
exam.asks("sizes", texts(1, 4, 6), texts(1, 1, 2), texts(5, 2, 3), texts(3, 3, 3), one_counted)
exam.asks("not_contiguous", transposed)
exam.gradient(texts(3, 5, 7), texts(1, 3, 2))
exam.unmodified(texts(3, 5, 7))


@exam.property("none_counted", says=is_zero)
def nothing_counted(ask: Ask, rng: Rng) -> None:
    with ask.blaming("none_counted"):
        ask_none_counted(ask, *none_counted(rng))


@exam.property("dtype")
def dtypes(ask: Ask, rng: Rng) -> None:
    ask.dtypes(*(drawn(texts(3, 5, 7), rng) for _ in range(3)))


def changed(logits: Tensor, labels: Tensor) -> list[Given]:
    """The same scores with other labels, the same labels with other scores."""
    return [(logits, labels), (logits, labels.flip(1)), (logits.flip(1), labels), (logits, (labels + 1) % 4)]


@exam.property("again")
def again(ask: Ask, rng: Rng) -> None:
    draw = suiting(all_counted(2, 6, 4), lambda *given: all(no_surprise_is_large(*each) for each in changed(*given)))
    ask.in_a_row(*changed(*drawn(draw, rng)))
