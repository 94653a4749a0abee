"""The exam of ``itc_loss``."""

import torch

from autograder.exam import Draw, Exam, drawn, some
from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given
from course_lib.exercises.itc_loss import EXERCISE, TOLD_APART, ask_lengths


def pairs(batch: int, d: int) -> Draw:
    """Pairs that are alike, of different lengths."""

    def draw(rng: Rng) -> Given:
        image = rng.normal(batch, d)
        text = (image + 0.8 * rng.normal(batch, d)) * (0.5 + 2 * rng.uniform(batch, 1))
        return image.float(), text.float(), round(0.3 + 0.4 * rng.uniform(1).item(), 3)

    return draw


def sharp(rng: Rng) -> Given:
    """A small temperature, and no image's own text is the most alike."""
    image, text, _ = drawn(pairs(6, 4), rng)
    return image, text.flip(0), 1e-3


def twins(rng: Rng) -> Given:
    """The same image, and the same text, twice in a batch."""
    image, text, temperature = drawn(pairs(4, 5), rng)
    image[2], text[3] = image[0], text[1]
    return image, text, temperature


exam = Exam(
    EXERCISE,
    kinds={
        "one pair": some(lambda image, *_: len(image) == 1),
        "two pairs": some(lambda image, *_: len(image) == 2),
        "as many pairs as numbers": some(lambda image, *_: image.shape[0] == image.shape[1] > 1),
        "more pairs than numbers": some(lambda image, *_: image.shape[0] > image.shape[1]),
        "vectors of one number": some(lambda image, *_: image.shape[1] == 1),
        "an image twice": some(lambda image, *_: len(image.unique(dim=0)) < len(image)),
        "a text twice": some(lambda _, text, *__: len(text.unique(dim=0)) < len(text)),
        "long vectors": some(lambda image, *_: image.norm(dim=1).max() > 1000),
        "short vectors": some(lambda _, text, *__: text.norm(dim=1).max() < 1e-2),
        "a small temperature": some(lambda _, __, temperature: temperature < 0.01),
        "a temperature above 1": some(lambda _, __, temperature: temperature > 1),
        "a temperature that is a whole number": some(lambda _, __, temperature: type(temperature) is int),
        "a temperature in a tensor": some(lambda _, __, temperature: isinstance(temperature, torch.Tensor)),
        "float64": some(lambda image, *_: image.dtype == torch.float64),
    },
)
exam.values(pairs(5, 4), pairs(4, 6), only=TOLD_APART)
exam.asks("one_pair", pairs(1, 5), pairs(1, 1), says="result")
exam.asks("sharp", sharp, says=lambda given, out: bool(out[0].isfinite().all()))
exam.gradient(pairs(5, 4))
exam.unmodified(pairs(5, 4))


@exam.property("sizes")
def sizes(ask: Ask, rng: Rng) -> None:
    for key, draws in (("sizes", (pairs(2, 3), pairs(7, 2), pairs(3, 1), pairs(4, 4))), ("twins", (twins,))):
        with ask.blaming(key):
            for draw in draws:
                ask(*drawn(draw, rng))


@exam.property("lengths")
def lengths(ask: Ask, rng: Rng) -> None:
    """Not even of the answer's own result, where that is another one."""
    ask_lengths(ask, *drawn(pairs(6, 5), rng))


@exam.property("temperatures")
def temperatures(ask: Ask, rng: Rng) -> None:
    image, text, temperature = drawn(pairs(4, 3), rng)
    for one in (1, 2, 1 + temperature, torch.tensor(temperature)):
        with ask.blaming("temperatures"):
            ask(image, text, one)


@exam.property("dtype")
def dtypes(ask: Ask, rng: Rng) -> None:
    ask.dtypes(*(drawn(pairs(5, 4), rng) for _ in range(3)))


@exam.property("again")
def again(ask: Ask, rng: Rng) -> None:
    """The same vectors at another temperature, then with other texts, with other images."""
    image, text, temperature = drawn(pairs(6, 3), rng)
    others = (image, text, temperature / 2), (image, text.flip(0), temperature), (image.flip(0), text, temperature)
    ask.in_a_row((image, text, temperature), *others)
