"""The exam of ``sgns_loss``."""

import torch
from torch import Tensor

from autograder.exam import Draw, Exam, drawn, some, suiting
from autograder.exams.embeddings.term_frequency.exam import together
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given
from course_lib.exercises.sgns_loss import (
    EXERCISE,
    LARGE,
    ask_large,
    ask_large_gradient,
    ask_moves,
    ask_views,
    planted,
    shapes,
    with_zeros,
)


def vectors(size: int, d: int, k: int) -> Draw:
    """Arguments of these sizes. No product is so large that a tiny number beside σ would show."""
    return suiting(lambda rng: tuple(rng.floats(*shape, scale=0.7) for shape in shapes(size, d, k)), moderate)


def batch(size: int, d: int, k: int) -> Draw:
    """One of the negatives is the true neighbour."""
    return suiting(lambda rng: planted(*drawn(vectors(size, d, k), rng)), moderate)


def moderate(center: Tensor, context: Tensor, negatives: Tensor) -> bool:
    products = (torch.cat((context[:, None], negatives), dim=1) * center[:, None]).sum(dim=-1)
    return bool(products.abs().max() < 3.5)


def rounds(rng: Rng) -> list[Given]:
    """The last with other vectors of the same shapes as the first: what was kept shows."""
    first, second, third = (drawn(batch(5, 4, k), rng) for k in (3, 5, 3))
    return [(*given, first if given is third else given) for given in (first, second, third)]


exam = Exam(
    EXERCISE,
    kinds={
        "one example": some(lambda center, *_: len(center) == 1),
        "one negative": some(lambda center, context, negatives, *_: negatives.shape[1] == 1),
        "one dimension": some(lambda center, *_: center.shape[1] == 1),
        "all sizes equal": some(lambda center, context, negatives, *_: negatives.shape == (3, 3, 3)),
        "a negative that is the true neighbour": some(lambda c, o, n, *_: (n == o[:, None]).all(dim=-1).any()),
        "vectors of zeros": some(lambda c, o, n, *_: all((v == 0).all(dim=-1).any() for v in (c, o, n))),
        "products of 10,000": some(lambda c, o, n, *_: (c * o).sum(dim=-1).abs().max() > 9999),
        "a view": some(lambda c, o, n, *_: not n.is_contiguous()),
        "float64": some(lambda center, *_: center.dtype == torch.float64),
        "other vectors of the same shapes": some(lambda c, o, n, *b: bool(b) and not torch.equal(c, b[0][0])),
    },
)
together(exam, rounds)


@exam.property("sizes")
def sizes(ask: Ask, rng: Rng) -> None:
    """Each size one once, all sizes equal, vectors of zeros, and what is seen through a transpose."""
    with ask.blaming("sizes"):
        for draw in (vectors(1, 1, 1), vectors(1, 6, 4), vectors(6, 2, 1), vectors(3, 3, 3)):
            ask(*drawn(draw, rng))
        ask(*with_zeros(*drawn(vectors(4, 3, 2), rng)))
    ask_views(ask, *drawn(vectors(4, 3, 2), rng))


@exam.property("extreme")
def extreme(ask: Ask, rng: Rng) -> None:
    for true, negative in LARGE:
        ask_large(ask, true, negative)
    ask_large_gradient(ask, *(30 * tensor for tensor in drawn(vectors(5, 4, 3), rng)))


@exam.property("dtype")
def dtypes(ask: Ask, rng: Rng) -> None:
    """One number cannot tell all mistakes apart, and need not: only its rounding matters."""
    ask.dtypes(*(drawn(batch(5, 4, 3), rng) for _ in range(3)))


@exam.property("gradient")
def gradient(ask: Ask, rng: Rng) -> None:
    """The right one; and some where all products are 0, where sums of relu and abs have another one, or none."""
    ask.gradient(*drawn(vectors(5, 4, 3), rng), seed=rng.integer(0, 10**6))
    ask_moves(ask, *drawn(vectors(4, 3, 2), rng))


exam.unmodified(vectors(5, 4, 3))
