"""``procrustes``: the orthogonal W that brings one cloud of points nearest to another (Schönemann 1966). float64.

W is judged by being orthogonal and by how near it brings the points, since several may be best.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, Given, Mistakes, Outputs
from course_lib.asking.failed import Failed, both_shown
from course_lib.asking.numbers import FLOATS, floats
from course_lib.asking.questions import Raised
from course_lib.asking.results import Reals, close
from course_lib.asking.visible import Trial

LOOSE = {torch.float32: 2e-4, torch.float64: 1e-9}  # how far rounding may bring W from being orthogonal, or best
COARSE = 1e-2


@dataclass(frozen=True, eq=False)
class Best:
    """Any orthogonal W (d, d) that minimises ‖source · W − target‖; ``mirrors``: of determinant −1 too."""

    source: Tensor
    target: Tensor
    mirrors: bool = True

    @cached_property
    def w(self) -> Tensor:
        """One of them."""
        u, _, v_t = torch.linalg.svd(self.source.double().T @ self.target.double())
        signs = torch.ones(len(u), dtype=torch.float64)
        signs[-1] = 1.0 if self.mirrors else torch.linalg.det(u @ v_t).sign()
        return u * signs @ v_t

    def off(self, w: Tensor) -> float:
        """How far ``w`` is from being orthogonal: max |WᵀW − I|."""
        return float((w.double().T @ w.double() - torch.eye(len(w), dtype=torch.float64)).abs().max())

    def distance(self, w: Tensor) -> float:
        """‖source · W − target‖."""
        return float((self.source.double() @ w.double() - self.target.double()).norm())

    def overlap(self, w: Tensor) -> float:
        """⟨source · W, target⟩: the smaller the distance, the larger; it tells more where one cloud is far larger."""
        return float((self.source.double() @ w.double() * self.target.double()).sum())

    def reached_by(self, w: Tensor, loose: float) -> bool:
        """``w`` is such a matrix, up to rounding."""
        if w.shape != self.w.shape or w.is_complex() or not bool(w.isfinite().all()) or not self.off(w) < loose:
            return False
        turns = self.mirrors or float(torch.linalg.det(w.double())) > 0
        near = self.distance(w) <= self.distance(self.w) + loose * float(self.target.double().norm())
        return turns and near and self.overlap(w) >= (1 - loose) * self.overlap(self.w)


Wanted = Best | Tensor | tuple[Tensor, ...]  # any of the best; exactly this one; any of these


class Turn(Reals):
    """An orthogonal matrix that is as good as any; or, of a mistake, the matrix that it gives, or one of several."""

    def alike(self, found: Tensor, want: Wanted, dtype: torch.dtype, depth: float) -> bool:
        if isinstance(want, Best):
            return found.dtype != torch.bool and want.reached_by(found, LOOSE.get(dtype, 1e-9) * max(1.0, depth / 8))
        several = want if isinstance(want, tuple) else (want,)
        return found.dtype != torch.bool and any(close(found, one, dtype, 8 * depth) for one in several)

    def apart(self, one: Any, other: Any) -> bool:
        if isinstance(one, Tensor) and isinstance(other, Best):
            return not other.reached_by(one, COARSE)
        firsts, seconds = (side if isinstance(side, tuple) else (_matrix(side),) for side in (one, other))
        return all(super(Turn, self).apart(a, b) for a in firsts for b in seconds)

    def difference(self, found: Tensor, want: Any) -> Failed:
        if not isinstance(want, Best) or found.shape != want.w.shape or found.is_complex():
            return super().difference(found, _matrix(want))
        if not bool(found.isfinite().all()):
            return super().difference(found, want.w)
        off = want.off(found)
        if not off < LOOSE.get(found.dtype, 1e-9):
            return Failed("not_orthogonal", what="max |WᵀW − I|", got=f"{off:.2g}", expected="0")
        reached, expected = both_shown(want.distance(found), want.distance(want.w))
        return Failed("not_best", what="‖source · W − target‖", got=reached, expected=expected)


def _matrix(want: Wanted) -> Tensor:
    return want.w if isinstance(want, Best) else want[0] if isinstance(want, tuple) else want


def right(source: Tensor, target: Tensor, *before: Given) -> Best:
    """source and target (n, d). Rows (1, 0), (0, 2), (1, 1) to (0, 1), (−2, 0), (−1, 1): W is [[0, 1], [−1, 0]].

    ``before``: an earlier question, which only mistakes look at.
    """
    return Best(source, target)


def mistakes(source: Tensor, target: Tensor, *before: Given) -> Mistakes:
    """What comes out after each likely mistake."""
    s, t = source.double(), target.double()
    product = s.T @ t
    u, sizes, v_t = torch.linalg.svd(product)
    unique = bool(sizes[-1] > 1e-6 * sizes[0])
    fit = torch.linalg.pinv(s) @ t
    mirrored = torch.linalg.det(u @ v_t) < 0
    shortened = u[:, :-1] @ v_t[:-1]

    def signed(matrix: Callable[[Tensor, Tensor], Tensor]) -> tuple[Tensor, ...] | None:
        """With every choice of signs of the singular vectors; None where there are other choices too."""
        signs = itertools.product((1.0, -1.0), repeat=len(u))
        flips = [torch.tensor(chosen, dtype=torch.float64) for chosen in signs]
        return tuple(matrix(u * flip, flip[:, None] * v_t) for flip in flips) if unique else None

    return [
        ("transposed", Best(t, s)),
        ("opposite", Best(s, -t)),
        ("v_not_transposed", signed(lambda u, v_t: u @ v_t.T)),
        *(("factors_mixed", signed(mix)) for mix in MIXED),
        *(("half_of_it", signed(half)) for half in HALVES),
        ("least_squares", fit),
        ("least_squares", torch.linalg.pinv(t) @ s),
        ("least_squares_turned", Best(torch.eye(len(u), dtype=torch.float64), fit)),
        ("stretched", product),
        ("stretched", product / len(s)),
        ("stretched", product / product.norm()),
        ("stretched", product / sizes[0]),
        ("no_mirror", Best(s, t, mirrors=False)),
        ("no_mirror", u * torch.tensor([-1.0] + [1.0] * (len(u) - 1)) @ v_t if unique and mirrored else None),
        ("centered", Best(s - s.mean(dim=0), t - t.mean(dim=0))),
        ("rows_normalised", Best(F.normalize(s, dim=-1), F.normalize(t, dim=-1))),
        ("columns_normalised", Best(F.normalize(s, dim=0), F.normalize(t, dim=0))),
        ("shortened", shortened if unique else None),
        ("identity", torch.eye(len(u), dtype=torch.float64)),
        ("triangular", signed_columns(torch.linalg.qr(product).Q) if unique else None),
        ("applied", s @ u @ v_t if unique else None),
        ("applied", s @ u @ v_t - t if unique else None),
        ("remembers_calls", Best(*before[0]) if before else None),
    ]


MIXED: tuple[Callable[[Tensor, Tensor], Tensor], ...] = (
    lambda u, v_t: v_t @ u,
    lambda u, v_t: v_t.T @ u,
    lambda u, v_t: u.T @ v_t,
    lambda u, v_t: u.T @ v_t.T,
    lambda u, v_t: v_t @ u.T,
)
HALVES: tuple[Callable[[Tensor, Tensor], Tensor], ...] = (
    lambda u, v_t: u,
    lambda u, v_t: v_t,
    lambda u, v_t: u.T,
    lambda u, v_t: v_t.T,
)


def signed_columns(q: Tensor) -> tuple[Tensor, ...]:
    """With every choice of signs of the columns."""
    flips = itertools.product((1.0, -1.0), repeat=len(q))
    return tuple(q * torch.tensor(signs, dtype=torch.float64) for signs in flips)


def symptom(found: Outputs, given: Given) -> str | None:
    """What no mistake of the list explains: a matrix of points by points, one that is not orthogonal, or not best."""
    (w,), best, (n, d) = found, Best(*given[:2]), given[0].shape
    if w.shape != (d, d):
        return "points_by_points" if w.shape == (n, n) else None
    if w.is_complex() or not bool(w.isfinite().all()) or best.reached_by(w, LOOSE[torch.float32]):
        return None
    return "not_best" if best.off(w) < LOOSE[torch.float32] else "not_orthogonal"


# ---------------------------------------------------------------- questions that the check and the exam share


NOT_FOUND = ("not_orthogonal", "not_best")


@contextmanager
def looking_alike() -> Iterator[None]:
    """Where mistakes look alike, what is wrong with W is left to a later question."""
    try:
        yield
    except Failed as failed:
        raise failed.named("value") if failed.key in NOT_FOUND else failed from None


def ask_floats(ask: Ask, *rounds: Given) -> None:
    """float32 stays float32; float64 stays float64, and as exact as it is."""
    for dtype, given in itertools.product(FLOATS, rounds):
        cast = floats(given, dtype)
        try:
            got = ask.got(*cast)
        except Raised as raised:
            raise Failed("dtype_raised", raised=str(raised), line=raised.line) from None
        ask.expect(got, cast, strict=dtype)  # wrong in any float is no matter of precision
        try:
            ask.expect(got, cast, dtype=dtype)
        except Failed as failed:
            raise failed.named("float32_inside") from None


def ask_views(ask: Ask, source: Tensor, target: Tensor) -> None:
    """Points seen through a transpose, whose numbers do not lie in order."""
    with ask.blaming("views", *NOT_FOUND):
        ask(source.mT.contiguous().mT, target.mT.contiguous().mT)


# ---------------------------------------------------------------- the check


# Two clouds whose best W mirrors, and for which every likely mistake gives another.
SOURCE = torch.tensor(
    [[4.7, 2, 0.3], [-0.9, 0.7, -0.2], [1.3, 0.7, 6.2], [0.1, 0.9, -3.1], [4, 2, 1.5], [4.5, 2.5, 1.1]]
)
TARGET = torch.tensor(
    [[3.9, 0.1, 0.8], [0.8, -1.8, -1.1], [2.5, 1.5, -0.9], [-0.2, 2.5, 2], [3, 3.1, 3.6], [-0.2, 0, -5]]
)
ROTATION = torch.tensor([[0.6, 0.8, 0], [-0.8, 0.6, 0], [0, 0, 1]])
MIRROR = torch.tensor([[0.0, 1, 0], [1, 0, 0], [0, 0, 1]])
FEW: Sequence[Given] = ((SOURCE[:2], TARGET[:2]), (SOURCE[:1], TARGET[:1]), (0 * SOURCE[:2], TARGET[:2]))


def visible(trial: Trial) -> None:
    """The cases of the check, in the order a learner meets their mistakes."""
    with trial.case("example"), looking_alike():
        turned = torch.tensor([[0.0, 1.0], [-2.0, 0.0], [-1.0, 1.0]])
        trial(torch.tensor([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]), turned)
    with trial.case("larger"):
        first = SOURCE, TARGET
        trial.values((*first, first), (TARGET.roll(1, dims=1), SOURCE, first))
    with trial.case("mirror"), trial.blaming("mirror", *NOT_FOUND):
        trial(SOURCE, SOURCE @ MIRROR)
    with trial.case("few_points"), trial.blaming("few_points", *NOT_FOUND):
        for few in FEW:
            trial(*few)
    with trial.case("exact"), trial.blaming("exact", *NOT_FOUND):
        for points in (SOURCE, SOURCE[:, :1], SOURCE[:3]):
            trial(points, points)
        trial(SOURCE, SOURCE @ ROTATION)
        trial(SOURCE[:, :1], -SOURCE[:, :1])
    with trial.case("stretched_space"), trial.blaming("scale", *NOT_FOUND):
        for factor in (0.01, 100.0):
            trial(SOURCE, factor * TARGET)
        ask_views(trial, SOURCE, TARGET)
    with trial.case("unmodified"):
        trial.unmodified(SOURCE, TARGET)
    with trial.case("float64"):
        ask_floats(trial, (SOURCE, TARGET))


EXERCISE = Exercise(
    "procrustes",
    number="2.5",
    hidden=7,
    arguments=("source", "target"),
    results=(Turn("W"),),
    right=right,
    mistakes=mistakes,
    visible=visible,
    learned=(),
    hollow=("identity",),
    sent=lambda source, target, *_: (source, target),
    symptom=symptom,
)
