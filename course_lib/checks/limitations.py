"""The visible checks of notebook 09: the cases of its four exercises, in the order a learner meets their mistakes."""

from typing import Any

import torch
from torch import Tensor

from course_lib.checks.checker import COMMON, Exercise, Trial, example_first
from course_lib.checks.limitations_causes import CHRF, CONTRAST, EFFECT, SUBSEQUENCE
from course_lib.checks.limitations_wrong import (
    contrast,
    effect,
    likely_contrast,
    likely_effect,
    likely_similarity,
    likely_subsequence,
    similarity,
    subsequence,
)
from course_lib.checks.subject import Subject
from course_lib.checks.values import Given, Values, as_number, as_whole
from course_lib.language import mark

SHARED = Values("length", "int", as_whole, subsequence, likely_subsequence, SUBSEQUENCE)
ALIKE = Values("chrF", "float", as_number, similarity, likely_similarity, CHRF)
CONTRASTED = Subject(("image", "text", "temperature"), ("loss",), contrast, likely_contrast, CONTRAST)
ASSOCIATED = Values("d", "float", as_number, effect, likely_effect, EFFECT)
Cases = tuple[tuple[str, str, Given], ...]


def ask_each(trial: Trial, answer: Any, values: Values, cases: Cases) -> None:
    """Cases, each with the cause of what has no better name."""
    for case, key, given in cases:
        trial.on(case, values.causes[key])
        values.ask(trial, answer, given)


def check_subsequence(trial: Trial, answer: Any) -> None:
    """Exercise 9.3."""

    def example(trial: Trial) -> None:
        trial.on(mark("The example: two items in common, one between"), COMMON["value"])
        SHARED.ask(trial, answer, ([1, 2, 3], [1, 9, 3]))

    def larger(trial: Trial) -> None:
        trial.on(mark("Two texts of twelve tokens"))
        SHARED.ask_all(
            trial,
            answer,
            ([1, 2, 3, 1, 4, 5, 6, 2, 7, 2, 8, 3], [2, 1, 2, 4, 3, 5, 9, 6, 7, 1, 2, 8]),
            ([5, 1, 2, 3, 4, 6, 6, 1, 7, 3], [1, 2, 3, 7, 4, 5, 1, 6, 6, 3, 8, 2]),
            ([1, 2, 3, 7, 7], [1, 3, 2, 8, 9]),
            ([4, 4, 1, 2, 3, 3, 5, 8], [4, 1, 1, 3, 2, 5, 3, 9, 8]),
        )
        long = [(i * i + i // 7) % 37 for i in range(300)]
        cases: Cases = (
            (mark("An empty side"), "empty", ([], [1, 2])),
            (mark("An empty side"), "empty", ([1, 2], [])),
            (mark("A text and itself, and backwards"), "same", ([3, 1, 2, 3, 5], [3, 1, 2, 3, 5])),
            (mark("A text and itself, and backwards"), "same", ([3, 1, 2, 3, 5], [5, 3, 2, 1, 3])),
            (mark("The same item again and again"), "repeated", ([1] * 5, [1] * 3)),
            (mark("The same item again and again"), "repeated", ([1, 2, 1, 1, 2, 2], [2, 1, 2, 1, 2, 1])),
            (mark("Words"), "words", (["un", "gato", "y", "un", "perro"], ["un", "perro", "y", "un", "gato"])),
            (mark("Texts of 300 tokens"), "long", (long, long[20:] + long[:20])),
        )
        ask_each(trial, answer, SHARED, cases)
        SHARED.unchanged(trial, answer, ([1, 2, 3], [1, 9, 3]))

    example_first(trial, example, larger)


def check_chrf(trial: Trial, answer: Any) -> None:
    """Exercise 9.2."""
    pairs = (
        ("La niña come pan con la Rosa", "La niñas comen el Pan con Rosa y la"),
        ("El perro ladra mucho en la calle", "Un perro Ladra en calle la noche"),
        ("ese gato gris ve la la luna", "Ese gato ve una luna Gris"),
    )

    def example(trial: Trial) -> None:
        trial.on(mark("The example: one letter of three differs"), COMMON["value"])
        ALIKE.ask(trial, answer, ("sol", "sal"))

    def larger(trial: Trial) -> None:
        trial.on(mark("Three pairs of sentences"))
        ALIKE.ask_all(trial, answer, *pairs)
        cases: Cases = (
            (mark("The same sentence"), "identical", (pairs[0][0], pairs[0][0])),
            (mark("No letter in common"), "nothing", ("abc abd", "xyz zyx")),
            (mark("An empty side"), "empty", ("", "perro")),
            (mark("An empty side"), "empty", ("perro", "")),
            (mark("Shorter than six characters"), "short", ("perros", "per")),
            (mark("Shorter than six characters"), "short", ("ab", "abc")),
            (mark("Tabs and double spaces"), "spaces", ("el  perro\tcome", "el perro\ncome pan")),
            (mark("max_order 3, β 1"), "options", (*pairs[1], 3, 1.0)),
            (mark("max_order 3, β 1"), "options", (*pairs[1], 6, 3.0)),
            (mark("Accents and capitals"), "letters", ("La niña ríe", "la nina rie")),
        )
        ask_each(trial, answer, ALIKE, cases)

    example_first(trial, example, larger)


def check_contrast(trial: Trial, answer: Any) -> None:
    """Exercise 9.1."""
    image = torch.randn(5, 4, generator=torch.Generator().manual_seed(2))
    noise = torch.randn(5, 4, generator=torch.Generator().manual_seed(3))
    text = (image + 0.8 * noise) * torch.tensor([[0.5], [2.0], [1.0], [3.0], [1.5]])

    def example(trial: Trial) -> None:
        trial.on(mark("The example: two pairs at right angles"), COMMON["value"])
        given = (torch.eye(2, 3), 2 * torch.eye(2, 3), 0.5)
        CONTRASTED.expect(trial, trial.steady(answer, *given), given)

    def larger(trial: Trial) -> None:
        trial.on(mark("Five pairs of four numbers"))
        CONTRASTED.ask(trial, answer, (image, text, 0.5), named=True)
        trial.on(mark("Longer vectors"), CONTRAST["lengths"])
        CONTRASTED.ask(trial, answer, (100 * image, text / 100, 0.5))
        trial.on(mark("A single pair"), CONTRAST["one_pair"])
        CONTRASTED.ask(trial, answer, (image[:1], text[:1], 0.5))
        trial.on(mark("Temperature 0.001"), CONTRAST["sharp"])
        CONTRASTED.ask(trial, answer, (image, text.flip(0), 1e-3))
        trial.on(mark("Two pairs, other sizes"), CONTRAST["sizes"])
        CONTRASTED.ask(trial, answer, (image[:2, :2], text[:2, :2], 0.5))
        CONTRASTED.last(trial, answer, (image, text, 0.5))

    example_first(trial, example, larger)


def some(seed: int, *sizes: int) -> tuple[Tensor, ...]:
    """Groups of vectors of different lengths."""
    generator = torch.Generator().manual_seed(seed)
    draw = lambda n: torch.randn(n, 5, generator=generator) * (0.5 + 3 * torch.rand(n, 1, generator=generator))  # noqa: E731
    return tuple(draw(n) for n in sizes)


def check_effect(trial: Trial, answer: Any) -> None:
    """Exercise 9.4."""
    x, y, a, b = some(1, 4, 4, 3, 3)
    a, b = (a, b) if effect(x, y, a, b) < 0 else (b, a)

    def example(trial: Trial) -> None:
        trial.on(mark("The example: one word on each axis"), COMMON["value"])
        first, second = torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, 1.0]])
        ASSOCIATED.ask(trial, answer, (torch.cat((first, first + 0.5 * second)), second.repeat(2, 1), first, second))

    def larger(trial: Trial) -> None:
        trial.on(mark("Groups of four words"))
        ASSOCIATED.ask_all(trial, answer, (x, y, a, b), some(4, 4, 4, 3, 3))
        cases: Cases = (
            (mark("Groups of different sizes"), "unequal", some(2, 3, 6, 2, 5)),
            (mark("Longer vectors"), "lengths", (100 * x, y, a, b / 100)),
            (mark("Attributes swapped"), "opposites", (x, y, b, a)),
            (mark("One word in each group"), "two_words", some(3, 1, 1, 3, 3)),
            (mark("float64"), "float64", tuple(side.double() for side in (x, y, a, b))),
        )
        ask_each(trial, answer, ASSOCIATED, cases)
        ASSOCIATED.unchanged(trial, answer, (x, y, a, b))

    example_first(trial, example, larger)


EXERCISES = {
    "itc_loss": Exercise("9.1", 8, check_contrast),
    "chrf": Exercise("9.2", 8, check_chrf),
    "longest_common_subsequence": Exercise("9.3", 7, check_subsequence),
    "association_effect_size": Exercise("9.4", 7, check_effect),
}
