"""The exam of ``procrustes``: drawn clouds of points. W is judged by its being orthogonal and by how near it comes."""

import torch
from torch import Tensor

from autograder.exam import Draw, Exam, drawn, some, suiting
from autograder.exams.embeddings.term_frequency.exam import together
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given
from course_lib.exercises.procrustes import EXERCISE, NOT_FOUND, ask_floats, ask_views, right


def rotation(rng: Rng, d: int, sign: float) -> Tensor:
    """A random orthogonal matrix, float64, with this determinant."""
    q = torch.linalg.qr(rng.normal(d, d)).Q
    q[:, 0] *= torch.linalg.det(q).sign() * sign
    return q


def clouds(n: int = 12, d: int = 4) -> Draw:
    """Points and where they were turned to and mirrored, with noise; their best W is clear."""

    def draw(rng: Rng) -> Given:
        source = rng.normal(n, d) * (0.5 + 2 * rng.uniform(n, 1)) + 0.8
        target = 1.7 * source @ rotation(rng, d, -1.0) + 0.6 * rng.normal(n, d) - 0.5
        return source.float(), target.float()

    return suiting(draw, clear)


def clear(source: Tensor, target: Tensor) -> bool:
    """The best W mirrors, and singular values are neither close to each other nor to 0."""
    sizes = torch.linalg.svdvals(source.double().T @ target.double())
    apart = bool((sizes[:-1] > 1.1 * sizes[1:]).all()) and bool(sizes[-1] > sizes[0] / 50)
    return apart and float(torch.linalg.det(right(source, target).w)) < 0


def well_spread(source: Tensor, target: Tensor) -> bool:
    """Neither points nor their products are small in any direction that they have."""
    sizes = [torch.linalg.svdvals(points.double()) for points in (source, target)]
    largest = torch.linalg.svdvals(source.double().T @ target.double())[0]
    return all(bool(size[-1] > size[0] / 20) for size in sizes) and bool(largest > 6)


def turned(d: int, sign: float, n: int = 9) -> Draw:
    """Points and exactly where they were turned to."""

    def draw(rng: Rng) -> Given:
        w, source = rotation(rng, d, sign), 2 * rng.normal(n, d).float()
        return source, (source.double() @ w).float()

    return suiting(draw, well_spread)


def in_place(rng: Rng) -> Given:
    """Points that are already where they should be."""
    source, _ = drawn(turned(3, 1.0), rng)
    return source, source.clone()


def points(n: int, d: int) -> Draw:
    return suiting(lambda rng: (2 * rng.floats(n, d), 2 * rng.floats(n, d)), well_spread)


def on_a_line(rng: Rng) -> Given:
    """More points than dimensions, but on one line through 0: several W are best."""
    along = torch.tensor([3.0, -5.0, 2.0, 7.0, -1.0, 4.0])[rng.permutation(6)]
    return along[:, None] * torch.tensor([[1.0, -2.0, 0.5]]), drawn(points(6, 3), rng)[1]


def nowhere(rng: Rng) -> Given:
    """All points of the source at 0: every W is best."""
    source, target = drawn(points(3, 3), rng)
    return 0 * source, target


def rounds(rng: Rng) -> list[Given]:
    """The last with other points of the same shape as the first: what was kept shows."""
    first, second, third = (drawn(clouds(n, d), rng) for n, d in ((12, 4), (20, 3), (12, 4)))
    return [(*given, first if given is third else given) for given in (first, second, third)]


def rank(source: Tensor) -> int:
    return int(torch.linalg.matrix_rank(source.double()))


exam = Exam(
    EXERCISE,
    kinds={
        "one dimension": some(lambda source, *_: source.shape[1] == 1),
        "one point": some(lambda source, *_: len(source) == 1),
        "fewer points than dimensions": some(lambda source, *_: 1 < len(source) < source.shape[1]),
        "as many points as dimensions": some(lambda source, *_: source.shape[0] == source.shape[1] > 2),
        "many points on a line": some(lambda source, *_: len(source) > source.shape[1] and rank(source) == 1 < 3),
        "all points at 0": some(lambda source, *_: not source.any()),
        "the identity is best": some(lambda source, target, *_: torch.equal(source, target)),
        "the best W turns": some(lambda s, t, *_: rank(s) == s.shape[1] and torch.linalg.det(right(s, t).w) > 0),
        "the best W mirrors": some(lambda s, t, *_: rank(s) == s.shape[1] and torch.linalg.det(right(s, t).w) < 0),
        "a far larger target": some(lambda source, target, *_: target.norm() > 100 * source.norm()),
        "a far smaller target": some(lambda source, target, *_: 30 * target.norm() < source.norm()),
        "a view": some(lambda source, *_: not source.is_contiguous()),
        "float64": some(lambda source, *_: source.dtype == torch.float64),
        "other points of the same shape": some(lambda s, t, *before: bool(before) and not torch.equal(s, before[0][0])),
    },
)
together(exam, rounds)


def asks(name: str, key: str, *draws: Draw, says: str = "form") -> None:
    """A property: what comes back is as good as any. Else it is named ``key``, whatever is wrong with it."""

    @exam.property(name, says=says)  # type: ignore[arg-type]
    def asked(ask: Ask, rng: Rng) -> None:
        with ask.blaming(key, *NOT_FOUND):
            for draw in draws:
                ask(*drawn(draw, rng))


asks("exact", "exact", turned(1, 1.0), turned(2, 1.0), turned(5, 1.0), in_place, says="result")
asks("mirror", "mirror", turned(3, -1.0), turned(4, -1.0), turned(1, -1.0), says="result")
asks("few_points", "few_points", points(1, 4), points(2, 4), points(4, 4), on_a_line, nowhere)


@exam.property("stretched")
def stretched(ask: Ask, rng: Rng) -> None:
    """A target of another scale, and points seen through a transpose."""
    source, target = drawn(clouds(), rng)
    with ask.blaming("scale", *NOT_FOUND):
        for factor in (1000.0, 0.001):
            ask(source, target * factor)
    ask_views(ask, source, target)


@exam.property("dtype")
def dtypes(ask: Ask, rng: Rng) -> None:
    ask_floats(ask, *(drawn(clouds(), rng) for _ in range(2)))


exam.unmodified(clouds())
