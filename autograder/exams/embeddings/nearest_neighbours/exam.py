"""The exam of ``nearest_neighbours``."""

import torch
from torch import Tensor

from autograder.exam import Draw, Exam, drawn, some, suiting
from autograder.exams.embeddings.term_frequency.exam import together
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, Outputs
from course_lib.exercises.nearest_neighbours import (
    EXERCISE,
    along_the_axes,
    ask_int64,
    ask_zero_query,
    cosines,
    right,
)


def cloud(rng: Rng, rows: int = 9, d: int = 3) -> Tensor:
    """Vectors of different lengths."""
    return rng.floats(rows, d) * (0.3 + 3 * rng.uniform(rows, 1, dtype=torch.float32))


def in_clear_order(vectors: Tensor, query: int, k: int) -> bool:
    """No two cosines so close that rounding may swap them."""
    similarities = right(vectors, query, len(vectors))[1]
    return len(similarities) < 2 or bool(similarities.diff().abs().min() > 5e-3)


def points(query: int, k: int, rows: int = 9, d: int = 3, zero: int | None = None) -> Draw:
    """Vectors in clear order, of which one may be zero."""

    def draw(rng: Rng) -> Given:
        vectors = cloud(rng, rows, d)
        if zero is not None:
            vectors[zero] = 0
        return vectors, query, k

    return suiting(draw, in_clear_order)


def long(rng: Rng) -> Given:
    """So long that a small number added to lengths changes nothing."""
    vectors, *rest = drawn(points(3, 4), rng)
    return 1e8 * vectors, *rest


def rounds(rng: Rng) -> list[Given]:
    """The second time with other vectors of the same shape: what was kept from the first shows."""
    first, second = (drawn(points(query, k), rng) for query, k in ((3, 4), (2, 3)))
    return [(*first, first[0]), (*second, first[0])]


def has_similarity_0(given: Given, out: Outputs) -> bool:
    """Some similarity is 0; if the query is zero, all are."""
    zero_query = not bool(given[0][given[1]].any())
    similarities = next(part for part in out if part.is_floating_point())
    return bool((similarities == 0).all() if zero_query else (similarities == 0).any())


def lower_index_first(given: Given, out: Outputs) -> bool:
    """Of equal cosines the lower index comes first, however a mistake counts the rows."""
    vectors, query = given[:2]
    order = next(part for part in out if not part.is_floating_point())
    ways = [(order - 1, query), (order + (order >= query).long(), query), (order, query - 1), (order, query)]
    known = [(places, asked) for places, asked in ways if bool(((places >= 0) & (places < len(vectors))).all())]
    return any(_in_order(order, cosines(vectors, asked)[places]) for places, asked in known)


def _in_order(order: Tensor, cosine: Tensor) -> bool:
    """Of two that have the same cosine the first has the lower index."""
    return not bool(((cosine[:, None] == cosine) & (order[:, None] > order)).triu().any())


exam = Exam(
    EXERCISE,
    kinds={
        "the first row": some(lambda vectors, query, *_: query == 0),
        "the last row": some(lambda vectors, query, *_: query == len(vectors) - 1 > 0),
        "one neighbour": some(lambda vectors, query, k, *_: k == 1),
        "exactly all others": some(lambda vectors, query, k, *_: k == len(vectors) - 1 > 1),
        "as many as rows": some(lambda vectors, query, k, *_: k == len(vectors)),
        "far more than there are": some(lambda vectors, query, k, *_: k > 5 * len(vectors)),
        "two rows": some(lambda vectors, *_: len(vectors) == 2),
        "one row": some(lambda vectors, *_: len(vectors) == 1),
        "as many rows as columns": some(lambda vectors, *_: vectors.shape[0] == vectors.shape[1] > 2),
        "one column": some(lambda vectors, *_: vectors.shape[1] == 1 < len(vectors)),
        "a view": some(lambda vectors, *_: not vectors.is_contiguous()),
        "a row of zeros": some(lambda vectors, query, *_: not vectors.any(dim=-1).all() and vectors[query].any()),
        "a query of zeros": some(lambda vectors, query, *_: not vectors[query].any()),
        "a row equal to the query": some(lambda vectors, query, *_: (vectors == vectors[query]).all(dim=-1).sum() > 1),
        "equal cosines of different lengths": some(
            lambda vectors, query, *_: any(
                bool((vectors[i] == 2 * vectors[j]).all()) and bool(vectors[j].any())
                for i in range(len(vectors))
                for j in range(len(vectors))
            )
        ),
        "all cosines equal": some(lambda vectors, query, *_: len(vectors) > 2 and cosines(vectors, query).min() == 1),
        "an opposite": some(lambda vectors, query, *_: cosines(vectors, query).min() == -1),
        "float64": some(lambda vectors, *_: vectors.dtype == torch.float64),
        "other vectors of the same shape": some(lambda x, query, k, *b: bool(b) and not torch.equal(x, b[0])),
    },
)
together(exam, rounds)


@exam.property("int64")
def int64(ask: Ask, rng: Rng) -> None:
    ask_int64(ask, *drawn(points(3, 4), rng))


@exam.property("other_queries")
def other_queries(ask: Ask, rng: Rng) -> None:
    """The first row and the last, and other sizes; the last time seen through a transpose."""
    with ask.blaming("other_queries"):
        for draw in (points(0, 4), points(8, 4), points(2, 3, 4, 4), points(1, 1, 5, 2), points(1, 1, 2)):
            ask(*drawn(draw, rng))
        vectors, *rest = drawn(points(4, 2, 6, 4), rng)
        ask(vectors.mT.contiguous().mT, *rest)


exam.asks("all_of_them", points(3, 8), points(3, 9), points(3, 100), points(1, 5, 3), points(0, 3, 1))


@exam.property("zero_vector", says=has_similarity_0)
def zero_vector(ask: Ask, rng: Rng) -> None:
    vectors, *rest = drawn(points(3, 8, zero=5), rng)
    with ask.blaming("zero_vector"):
        ask(vectors, *rest, named=True)
    ask_zero_query(ask, vectors, 5, 8)


@exam.property("ties", says=lower_index_first)
def ties(ask: Ask, rng: Rng) -> None:
    """Many rows, since short sorts are stable anyway; in one column, and all on one side too."""
    vectors = along_the_axes(rng.integers(0, 4, 40), rng.integers(20, 24, 40))
    vectors[17], vectors[30], vectors[35] = 2 * vectors[3], 2 * vectors[3], -vectors[3]
    column = vectors.sum(dim=-1, keepdim=True)
    with ask.blaming("ties"):
        for given in ((vectors, 5, 39), (vectors, 17, 39), (column, 17, 39), (column.abs(), 21, 39)):
            ask(*given, named=True)


exam.dtypes(long)
exam.unmodified(points(3, 4, zero=5))
