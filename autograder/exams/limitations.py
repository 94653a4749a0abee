"""The exams of notebook 09; points, weights and hints stand in limitations.toml.

Right results and those of likely mistakes are computed by course_lib.checks.limitations_wrong.
"""

import torch
from torch import Tensor

from autograder.exams.common import blamed_on
from autograder.exams.subject import Given, Subject
from autograder.exams.values import Values
from autograder.properties import Ask, Exam, Rng
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
from course_lib.checks.values import as_number, as_whole

subsequence_exam = Exam("longest_common_subsequence")
chrf_exam = Exam("chrf")
contrast_exam = Exam("itc_loss")
effect_exam = Exam("association_effect_size")

# ---------------------------------------------------------------- longest_common_subsequence


def draw_lists(rng: Rng, n: int = 14, kinds: int = 9) -> tuple[list[int], list[int]]:
    """Two lists of which the second was made from the first: items struck out, put in, and a block moved."""
    a = [int(i) for i in rng.integers(0, kinds, n).tolist()]
    b = [item for item in a if rng.integer(0, 4)]
    at = rng.integer(1, max(2, len(b)))
    for _ in range(4):
        b.insert(rng.integer(0, len(b) + 1), rng.integer(0, kinds))
    return a, b[at:] + b[:at] if rng.integer(0, 2) else b


SUBSEQUENCE = Values(subsequence_exam, "length", "int", as_whole, subsequence, likely_subsequence)
SUBSEQUENCE.examine("values", draw_lists, times=6, core=True)
SUBSEQUENCE.examine("empty", lambda rng: ([], [1, 2]), lambda rng: ([1, 2], []), lambda rng: ([], []))


def and_itself(rng: Rng) -> Given:
    a, _ = draw_lists(rng)
    return a, list(a)


SUBSEQUENCE.examine("same", and_itself, lambda rng: (lambda a: (a, a[::-1]))(draw_lists(rng)[0]))
SUBSEQUENCE.examine("repeated", lambda rng: ([1] * 5, [1] * 3), lambda rng: draw_lists(rng, 14, 2))
SUBSEQUENCE.examine("words", lambda rng: tuple([f"w{i}" for i in side] for side in draw_lists(rng)))
SUBSEQUENCE.examine("long", lambda rng: draw_lists(rng, 300, 40))
SUBSEQUENCE.examine_unmodified(draw_lists, "a", "b")

# ---------------------------------------------------------------- chrf

WORDS = (
    "El",
    "perro",
    "come",
    "pan",
    "la",
    "gata",
    "lee",
    "Rosa",
    "ve",
    "un",
    "gato",
    "gris",
    "perros",
    "comen",
    "ese",
)


def draw_sentences(rng: Rng, n: int = 7) -> tuple[str, str]:
    """A sentence and one made from it: words left out, put in, and letters changed."""
    words = [WORDS[int(i)] for i in rng.integers(0, len(WORDS), n)]
    other = [word for word in words if rng.integer(0, 5)] + [WORDS[rng.integer(0, len(WORDS))]]
    place = rng.integer(0, len(other))
    other[place] = other[place][::-1].capitalize()
    return " ".join(words), " ".join(other)


CHRF = Values(chrf_exam, "chrF", "float", as_number, similarity, likely_similarity)
CHRF.examine("values", draw_sentences, lambda rng: draw_sentences(rng)[::-1], times=2, core=True)
CHRF.examine("identical", lambda rng: (draw_sentences(rng)[0],) * 2)
CHRF.examine("nothing", lambda rng: ("abc acb cab", "xyz zyx yxx"), lambda rng: ("a", "b"))
CHRF.examine(
    "empty", lambda rng: ("", "perro"), lambda rng: ("perro", ""), lambda rng: ("", ""), lambda rng: ("  ", "x")
)
CHRF.examine(
    "short",
    lambda rng: ("ab", "abc"),
    lambda rng: ("perros", "per"),
    lambda rng: ("sol", "sal"),
    lambda rng: ("a", "a"),
)
CHRF.examine(
    "spaces", lambda rng: ("el  perro\tcome", "el perro\ncome pan"), lambda rng: (" un gato ", "un  gato gris")
)
CHRF.examine(
    "options", *(lambda rng, o=o: (*draw_sentences(rng), *o) for o in ((3, 1.0), (2, 2.0), (6, 3.0), (1, 1.0)))
)
CHRF.examine("letters", lambda rng: ("La niña ríe", "la nina rie"), lambda rng: ("ÁRBOL árbol", "árbol ARBOL"))

# ---------------------------------------------------------------- itc_loss


def draw_vectors(rng: Rng, batch: int, d: int) -> Given:
    """Pairs that are alike, of different lengths."""
    image = rng.normal(batch, d)
    text = (image + 0.8 * rng.normal(batch, d)) * (0.5 + 2 * rng.uniform(batch, 1))
    return image.float(), text.float(), round(0.3 + 0.4 * rng.uniform(1).item(), 3)


CONTRAST = Subject(contrast_exam, ("image", "text", "temperature"), ("loss",), draw_vectors, contrast, likely_contrast)
CONTRAST.examine(sizes=((5, 4), (4, 6)), odd=((2, 3), (7, 2), (3, 1)))


@contrast_exam.property("lengths")
def contrast_lengths(ask: Ask, rng: Rng) -> None:
    image, text, temperature = draw_vectors(rng, 4, 5)
    for scale in (100.0, 0.01):
        with blamed_on("lengths", ""):
            given = (image * scale, text, temperature)
            CONTRAST.expect(CONTRAST.ask(ask, given), given)


@contrast_exam.property("one_pair")
def contrast_one(ask: Ask, rng: Rng) -> None:
    given = draw_vectors(rng, 1, 5)
    with blamed_on("one_pair", 0):
        CONTRAST.expect(CONTRAST.ask(ask, given), given)


@contrast_exam.property("sharp")
def contrast_sharp(ask: Ask, rng: Rng) -> None:
    image, text, _ = draw_vectors(rng, 5, 4)
    given = (image, text.flip(0), 1e-3)
    with blamed_on("sharp", f"{contrast(*given)[0].item():.5g}"):
        CONTRAST.expect(CONTRAST.ask(ask, given), given)


# ---------------------------------------------------------------- association_effect_size


def groups(rng: Rng, *sizes: int, dtype: torch.dtype = torch.float32) -> tuple[Tensor, ...]:
    """Groups of vectors of different lengths, none of whose associations is near another."""
    return tuple((rng.normal(n, 5) * (0.5 + 3 * rng.uniform(n, 1))).to(dtype) for n in sizes)


def draw_groups(rng: Rng) -> tuple[Tensor, ...]:
    """Groups whose effect is no difference of nearly equal numbers: float32 would round it away."""
    while abs(effect(*(found := groups(rng, 4, 4, 3, 3)))) < 0.2:
        pass
    return found


def negative(rng: Rng) -> tuple[Tensor, ...]:
    """Groups of which x stands nearer to b."""
    x, y, a, b = draw_groups(rng)
    return (x, y, a, b) if effect(x, y, a, b) < 0 else (x, y, b, a)


EFFECT = Values(effect_exam, "d", "float", as_number, effect, likely_effect)
EFFECT.examine("values", draw_groups, negative, draw_groups, core=True)
EFFECT.examine("unequal", lambda rng: groups(rng, 3, 6, 2, 5), lambda rng: groups(rng, 7, 2, 4, 3))
EFFECT.examine("lengths", lambda rng: tuple(100 * side for side in draw_groups(rng)))
EFFECT.examine("two_words", lambda rng: groups(rng, 1, 1, 3, 3))
EFFECT.examine("float64", lambda rng: groups(rng, 4, 4, 3, 3, dtype=torch.float64))
EFFECT.examine_unmodified(draw_groups, "x", "y", "a", "b")


@effect_exam.property("opposites")
def effect_opposites(ask: Ask, rng: Rng) -> None:
    x, y, a, b = draw_groups(rng)
    for given in ((x, y, b, a), (x, y, a, b), (y, x, b, a)):
        with blamed_on("opposites", f"{effect(*given):.5g}", ("other", "not_plain")):
            EFFECT.ask(ask, given)
