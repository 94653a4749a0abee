"""The exam of ``elman_step``."""

from autograder.exam import Draw, Exam, drawn, some
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given
from course_lib.exercises.elman_step import EXERCISE


def step(batch: int, d_in: int, d_h: int) -> Draw:
    """Arguments of these sizes."""
    shapes = ((batch, d_in), (batch, d_h), (d_h, d_in), (d_h, d_h), (d_h,))
    return lambda rng: tuple(rng.floats(*shape, scale=0.7) for shape in shapes)


def zero_state(rng: Rng) -> Given:
    """As a text begins."""
    x, h, *weights = step(3, 4, 5)(rng)  # type: ignore[operator]
    return x, 0 * h, *weights


exam = Exam(
    EXERCISE,
    kinds={
        "a batch of one": some(lambda x, h, *_: len(x) == 1),
        "input and state of one size": some(lambda x, h, *_: x.shape == h.shape and x.shape[1] > 1),
        "batch, input and state of one size": some(lambda x, h, *_: x.shape == h.shape and len(x) == x.shape[1]),
        "a state of zeros": some(lambda x, h, *_: not h.any()),
        "sums of hundreds": some(lambda x, *_: x.abs().max() > 999),
        "float64": some(lambda x, *_: x.dtype.itemsize == 8),
    },
)
exam.values(step(3, 4, 5), step(2, 6, 3))


@exam.property("sizes")
def sizes(ask: Ask, rng: Rng) -> None:
    """Other sizes; then sums of hundreds, where exp overflows and tanh does not."""
    with ask.blaming("sizes"):
        for draw in (step(1, 3, 2), step(1, 1, 1), step(5, 1, 4), zero_state):
            ask(*drawn(draw, rng))
    with ask.blaming("overflow"):
        x, *others = drawn(step(3, 4, 5), rng)
        ask(1000 * x.sign(), *others)


exam.asks("square", step(4, 4, 4), named=True)
exam.gradient(step(3, 4, 5))
exam.dtypes(step(3, 4, 5))
exam.unmodified(step(3, 4, 5))
