"""The exam of ``contextual_calibration``."""

import torch
from torch import Tensor

from autograder.exam import Draw, Exam, drawn, some
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, Outputs
from course_lib.exercises.contextual_calibration import EXERCISE


def texts(batch: int, labels: int) -> Draw:
    """Probabilities of labels, none of them small."""

    def draw(rng: Rng) -> Given:
        probs, free = (rng.normal(*shape, scale=0.8).softmax(-1).float() for shape in ((batch, labels), (labels,)))
        return probs, free

    return draw


def sums_below_one(rng: Rng) -> Given:
    """Probabilities of a few words among many: neither the rows nor the prompt's sum to 1."""
    probs, free = drawn(texts(3, 17), rng)
    return 0.1 * probs * torch.tensor([[1.0], [3.0], [0.2]]), 0.3 * free


def unchanged(given: Given, out: Outputs) -> bool:
    """As likely as before, made to sum to 1."""
    probs = given[0].double()
    return torch.allclose(out[0], probs / probs.sum(-1, keepdim=True), atol=1e-5)


def even(given: Given, out: Outputs) -> bool:
    return torch.allclose(out[0], torch.full(given[0].shape, 1 / given[0].shape[1], dtype=torch.float64))


def as_large_as_ever(given: Given, out: Outputs) -> bool:
    """In each row something is no small number."""
    return bool((out[0].abs().amax(-1) > 1e-2).all())


exam = Exam(
    EXERCISE,
    kinds={
        "a batch of one": some(lambda probs, free: len(probs) == 1),
        "one label": some(lambda probs, free: len(free) == 1),
        "as many texts as labels": some(lambda probs, free: len(probs) == len(free) > 1),
        "rows that do not sum to 1": some(lambda probs, free: 0.01 < float(probs[0].sum()) < 0.5),
        "a probability of 0": some(lambda probs, free: (probs == 0).any()),
        "probabilities far below 1e-12": some(lambda probs, free: probs.max() < 1e-15),
        "one label that the prompt hardly allows": some(lambda probs, free: free.min() < 1e-8 < 1e-3 < free.max()),
        "an even prompt": some(lambda probs, free: len(free) > 1 and not free.diff().any()),
        "the content-free input itself": some(lambda probs, free: len(free) > 1 and (probs == free).all()),
        "the same texts with another prompt": lambda asked: repeated([probs for probs, _ in asked]),
        "a view of another tensor": some(lambda probs, free: not probs.is_contiguous()),
        "float64": some(lambda probs, free: probs.dtype == torch.float64),
    },
)


def repeated(tensors: list[Tensor]) -> bool:
    return any(torch.equal(one, other) for i, one in enumerate(tensors) for other in tensors[:i])


# Each question has a number of labels of its own, except where a second prompt for the same is the point.
exam.gradient(texts(4, 7))
exam.unmodified(texts(4, 8))


@exam.property("values", core=True, says="result")
def values(ask: Ask, rng: Rng) -> None:
    """As many texts as labels first: there a divisor along the wrong axis does not even raise."""
    ask.values(*exam.telling(rng, texts(3, 3)), *exam.telling(rng, texts(4, 5)))


@exam.property("dtype")
def dtypes(ask: Ask, rng: Rng) -> None:
    ask.dtypes(*(drawn(texts(4, labels), rng) for labels in (9, 10, 11)))


@exam.property("even", says=unchanged)
def even_prompt(ask: Ask, rng: Rng) -> None:
    """Also where the even prompt's probabilities sum to something else than 1: only ratios matter."""
    probs, _ = drawn(texts(4, 12), rng)
    with ask.blaming("even"):
        for value in (1 / 12, 0.05):
            ask(probs, torch.full((12,), value))


@exam.property("itself", says=even)
def itself(ask: Ask, rng: Rng) -> None:
    _, free = drawn(texts(1, 13), rng)
    with ask.blaming("itself"):
        ask(free[None].repeat(3, 1), free)


@exam.property("small", says=as_large_as_ever)
def small(ask: Ask, rng: Rng) -> None:
    """Probabilities of long answers, a label that the prompt hardly ever allows, and one that is impossible."""
    with ask.blaming("small"):
        probs, free = drawn(texts(3, 14), rng)
        ask(1e-16 * probs, 1e-16 * free)
        probs, free = drawn(texts(3, 15), rng)
        ask(probs, torch.cat((free[:14], 1e-9 * free[14:])))
        probs, free = drawn(texts(3, 19), rng)
        ask(1e-11 * probs, free)
        probs, free = drawn(texts(3, 16), rng)
        ask(probs.where(torch.arange(16) != 5, 0.0), free)


@exam.property("sizes")
def sizes(ask: Ask, rng: Rng) -> None:
    """Other sizes, rows of other sums; then those of the first question with another prompt."""
    with ask.blaming("sizes"):
        for draw in (texts(1, 2), texts(1, 6), texts(5, 1), texts(4, 4), sums_below_one):
            ask(*drawn(draw, rng))
        probs, free = drawn(texts(2, 18), rng)
        ask(probs.T.contiguous().T, free)
    probs, free = drawn(texts(3, 3), rng)
    with ask.blaming("remembers_calls"):
        ask(probs, free)
        ask(probs, free.flip(0))
