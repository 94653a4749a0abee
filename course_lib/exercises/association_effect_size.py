"""``association_effect_size``: WEAT's d, a bias as a number (Caliskan, Bryson and Narayanan 2017)."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, Given, Mistakes
from course_lib.asking.failed import Failed
from course_lib.asking.results import Number
from course_lib.asking.visible import Trial, drawn

Near = Callable[[Tensor, Tensor], Tensor]  # vectors (n, d) and attributes (m, d) to how near each vector is: (n,)


@dataclass(frozen=True)
class Effect(Number):
    """A number that is a difference of means: where it is small, what rounds is what it is a difference of."""

    def alike(self, found: float, want: float, dtype: torch.dtype = torch.float32, depth: float = 1.0) -> bool:
        return math.isclose(found, want, rel_tol=self.near, abs_tol=5e-6)


def right(x: Tensor, y: Tensor, a: Tensor, b: Tensor) -> float:
    """(n, d) each: the difference of the groups' mean associations, over the n − 1 standard deviation of all of them.

    x = (1, 0) = a and y = (0, 1) = b: the associations are 1 and −1, so d = 2 / 1.4142 = 1.4142.
    """
    return effect(associations(x, a, b), associations(y, a, b))


def cosines(w: Tensor, other: Tensor) -> Tensor:
    return F.normalize(w.double(), dim=-1) @ F.normalize(other.double(), dim=-1).T


def associations(w: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """How much nearer each vector is to a than to b: (n,)."""
    return cosines(w, a).mean(dim=1) - cosines(w, b).mean(dim=1)


def effect(of_x: Tensor, of_y: Tensor) -> float:
    return float((of_x.mean() - of_y.mean()) / deviation(torch.cat((of_x, of_y))))


def deviation(s: Tensor, less: int = 1) -> Tensor:
    """The standard deviation that divides by n − less; NaN where that is 0."""
    return ((s - s.mean()).square().sum() / (len(s) - less)).sqrt()


def mistakes(x: Tensor, y: Tensor, a: Tensor, b: Tensor) -> Mistakes:
    """What comes out after each likely mistake."""
    x, y, a, b = (side.double() for side in (x, y, a, b))
    of_x, of_y = associations(x, a, b), associations(y, a, b)
    d, gap, sums = effect(of_x, of_y), of_x.mean() - of_y.mean(), of_x.sum() - of_y.sum()
    together = deviation(torch.cat((of_x, of_y)))
    every = cosines(torch.cat((x, y)), torch.cat((a, b)))
    return [
        ("sign", -d),
        ("magnitude", abs(d)),
        ("magnitude", -abs(d)),
        ("summed", float(sums / together)),
        ("test_statistic", float(sums)),
        *((key, float(gap / by)) for key, by in _divisors(of_x, of_y)),
        ("deviation_of_cosines", float(gap / deviation(every.flatten()))),
        *((key, float(of_means / together)) for key, of_means in _words_averaged(x, y, a, b)),
        *((key, effect(near(x, a) - near(x, b), near(y, a) - near(y, b))) for key, near in _nearness()),
        ("only_a", effect(cosines(x, a).mean(dim=1), cosines(y, a).mean(dim=1))),
        ("only_b", effect(cosines(x, b).mean(dim=1), cosines(y, b).mean(dim=1))),
        ("only_b", -effect(cosines(x, b).mean(dim=1), cosines(y, b).mean(dim=1))),
        ("attributes_added", effect(*(cosines(w, a).mean(dim=1) + cosines(w, b).mean(dim=1) for w in (x, y)))),
        ("roles_swapped", right(a, b, x, y)),
        *(("rounded", round(d, digits) if math.isfinite(d) else d) for digits in (2, 3, 4)),
    ]


def _divisors(of_x: Tensor, of_y: Tensor) -> Iterator[tuple[str, Tensor | float]]:
    """Other numbers than the deviation of x and y together."""
    every, n_x, n_y = torch.cat((of_x, of_y)), len(of_x), len(of_y)
    s_x, s_y = deviation(of_x), deviation(of_y)
    within = (of_x - of_x.mean()).square().sum() + (of_y - of_y.mean()).square().sum()
    yield "not_divided", 1.0
    yield "n_in_the_deviation", deviation(every, 0)
    yield "variance", deviation(every).square()
    yield "deviation_of_x", s_x
    yield "deviation_of_y", s_y
    yield "pooled", ((s_x.square() + s_y.square()) / 2).sqrt()
    yield "pooled", (within / (n_x + n_y - 2)).sqrt()
    yield "pooled", (within / (n_x + n_y)).sqrt()
    yield "pooled", (s_x + s_y) / 2
    yield "pooled", (s_x.square() + s_y.square()).sqrt()
    yield "standard_error", deviation(every) / math.sqrt(n_x + n_y)
    yield "standard_error", (s_x.square() / n_x + s_y.square() / n_y).sqrt()
    yield "standard_error", (within / (n_x + n_y - 2) * (1 / n_x + 1 / n_y)).sqrt()
    yield "paired", deviation(of_x - of_y) if n_x == n_y else math.nan
    yield "deviation_of_means", deviation(torch.stack((of_x.mean(), of_y.mean())))


def _words_averaged(x: Tensor, y: Tensor, a: Tensor, b: Tensor) -> Iterator[tuple[str, Tensor]]:
    """The difference of associations of each group's mean vector."""
    for prepared in (Tensor.double, lambda w: F.normalize(w, dim=-1)):
        of_x, of_y = (associations(prepared(w).mean(dim=0, keepdim=True), a, b) for w in (x, y))
        yield "words_averaged", (of_x - of_y)[0]


def _nearness() -> Iterator[tuple[str, Near]]:
    """Other measures of how near vectors are to attributes."""

    def unit(v: Tensor) -> Tensor:
        return F.normalize(v, dim=-1)

    def products(of_words: Callable[[Tensor], Tensor], of_attributes: Callable[[Tensor], Tensor]) -> Near:
        return lambda w, o: (of_words(w) @ of_attributes(o).T).mean(dim=1)

    def as_it_is(v: Tensor) -> Tensor:
        return v

    same = [
        ("dot_products", as_it_is),
        ("whole_norm", lambda v: v / v.norm()),
        ("over_the_batch", lambda v: F.normalize(v, dim=0)),
        ("other_norm", lambda v: F.normalize(v, p=1, dim=-1)),
        ("other_norm", lambda v: v / v.square().sum(dim=-1, keepdim=True)),
        ("correlation", lambda v: unit(v - v.mean(dim=-1, keepdim=True))),
    ]
    yield from ((key, products(prepared, prepared)) for key, prepared in same)
    yield "one_normalised", products(unit, as_it_is)
    yield "one_normalised", products(as_it_is, unit)
    yield "means_of_vectors", lambda w, o: cosines(w, o.mean(dim=0, keepdim=True))[:, 0]
    yield "means_of_vectors", lambda w, o: cosines(w, unit(o).mean(dim=0, keepdim=True))[:, 0]
    yield "nearest_only", lambda w, o: cosines(w, o).amax(dim=1)
    for far in (torch.cdist, lambda w, o: torch.cdist(unit(w), unit(o))):
        yield "distances", averaged(far)
        yield "distances", averaged(far, -1)
    yield "angles", averaged(angles)
    yield "angles", averaged(angles, -1)


def averaged(far: Near, sign: int = 1) -> Near:
    return lambda w, o: sign * far(w, o).mean(dim=1)


def angles(w: Tensor, o: Tensor) -> Tensor:
    return cosines(w, o).clamp(-1, 1).acos()


# ---------------------------------------------------------------- questions that the check and the exam share


def ask_lengths(ask: Ask, *given: Tensor) -> None:
    """Vectors of other lengths give what these give: side by side, and each vector by itself."""
    for place in range(4):
        for much in (1e4, 1e-6):
            with ask.blaming("lengths"):
                ask.expect(ask.got(*(much * w if i == place else w for i, w in enumerate(given))), given)
    each = [w / w.norm(dim=-1, keepdim=True) * torch.logspace(-3, 2, len(w)).view(-1, 1) for w in given]
    with ask.blaming("lengths"):
        ask.expect(ask.got(*each), given)
        ask.expect(ask.got(*(w * torch.linspace(9, 1, len(w)).view(-1, 1) for w in given)), given)


def ask_opposites(ask: Ask, x: Tensor, y: Tensor, a: Tensor, b: Tensor) -> None:
    """Swapped attributes turn the sign, and so they do in what a known mistake gives."""
    with ask.blaming("opposites"):
        ask.in_a_row((x, y, a, b), (x, y, b, a))
        ask(y, x, b, a)
    (one,), (other,) = ask.want(x, y, a, b), ask.want(x, y, b, a)
    if not math.isclose(one, -other, rel_tol=1e-9):
        raise Failed("opposites")


def ask_float64(ask: Ask, *given: Tensor) -> None:
    """In float64, then of words so alike that float32 would lose how they differ."""
    x, y, a, b = (w.double() / 3 for w in given)
    with ask.blaming("float64"):
        got = ask.got(x, y, a, b)
        ask.expect(got, (x, y, a, b))
    alike = (x[:1] + 1e-5 * x, x[:1] + 1e-5 * y, a, b)
    with ask.blaming("float32_inside"):
        ask(*alike)


def some(seed: int, *sizes: int) -> Given:
    """Groups of vectors of different lengths."""
    vectors = drawn(seed, *((n, 5) for n in sizes))
    return tuple(w * torch.linspace(0.5, 3, len(w)).view(-1, 1) for w in vectors)


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    x, y, a, b = some(1, 4, 4, 3, 3)
    first, second = torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, 1.0]])
    with trial.case("example"):
        trial(first, second, first, second)
    with trial.case("groups"):
        trial.values((x, y, a, b), (y, x, a, b), some(20, 4, 4, 3, 3))
    with trial.case("again"):
        rounds = (x, y, a, b), (x, y, b, a.flip(1)), (x.flip(1), y, a, b), (x, y.flip(1), a, b)
        trial.in_a_row(*rounds, (x, y, a.flip(1), b), (x, y, a, b.flip(1)))
    with trial.case("unequal"):
        trial(*some(30, 3, 6, 2, 5))
        trial(*some(40, 5, 2, 4, 1))
        trial(x, y[:1], a, b)
    with trial.case("repeated"):
        trial(x[[0, 0, 1, 2]], y, a, b[[0, 1, 1]])
    with trial.case("among_attributes"):
        trial(x, y, torch.cat((x[:1], a)), b)
    with trial.case("lengths"):
        ask_lengths(trial, x, y, a, b)
    with trial.case("opposites"):
        ask_opposites(trial, x, y, a, b)
    with trial.case("two_words"):
        trial(x[:1], y[:1], a, b)
    with trial.case("float64"):
        ask_float64(trial, x, y, a, b)
    with trial.case("unmodified"):
        trial.unmodified(x, y, a, b)


EXERCISE = Exercise(
    "association_effect_size",
    number="9.4",
    hidden=8,
    arguments=("x", "y", "a", "b"),
    results=(Effect("d"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=(),
)
# Too near to what is right to be told from it by a few numbers.
TOLD_APART = tuple(key for key, _ in mistakes(*some(1, 2, 2, 2, 2)) if key != "rounded")
