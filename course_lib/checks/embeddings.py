"""The visible checks of notebook 02: the cases of its exercises, in the order a learner meets their mistakes.

Those of the two exercises on words stand in embeddings_words.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from course_lib.checks.checker import COMMON, Cause, Exercise, Mistake, Trial, Wrong, example_first, plain, same
from course_lib.checks.embeddings_causes import NEIGHBOURS, PROCRUSTES, SGNS
from course_lib.checks.embeddings_words import check_frequency, check_pairs, unchanged
from course_lib.checks.embeddings_wrong import (
    apart,
    likely_neighbours,
    likely_sgns,
    likely_turns,
    neighbours,
    sgns,
    turn,
)
from course_lib.language import mark

generator = torch.Generator().manual_seed(2)
CENTER, CONTEXT, NEGATIVES = (torch.randn(*shape, generator=generator) for shape in ((4, 3), (4, 3), (4, 3, 3)))
# Eight vectors of different lengths, around row 3; in every likely mistake others are nearest, or look so.
POINTS = torch.tensor(
    [
        [0.9, 0.2, -0.4], [-2.0, 0.3, 1.9], [0.2, 0.3, 0.1], [1.1, 1.6, 0.4],
        [2.9, -1.0, 0.5], [0.8, 1.3, -0.9], [-0.9, -1.7, -0.5], [3.0, 5.0, 4.0],
    ]
)  # fmt: skip
# Two clouds whose best W mirrors, and for which every likely mistake gives another.
SOURCE = torch.tensor(
    [[4.7, 2, 0.3], [-0.9, 0.7, -0.2], [1.3, 0.7, 6.2], [0.1, 0.9, -3.1], [4, 2, 1.5], [4.5, 2.5, 1.1]]
)
TARGET = torch.tensor(
    [[3.9, 0.1, 0.8], [0.8, -1.8, -1.1], [2.5, 1.5, -0.9], [-0.2, 2.5, 2], [3, 3.1, 3.6], [-0.2, 0, -5]]
)


# ---------------------------------------------------------------- sgns_loss


def check_sgns(trial: Trial, answer: Any) -> None:
    """Exercise 2.3."""
    large = CENTER, CONTEXT, NEGATIVES

    def example(trial: Trial) -> None:
        trial.on(mark("The example: one pair, two negatives"))
        given = torch.tensor([[1.0, 0.0]]), torch.tensor([[2.0, 1.0]]), torch.tensor([[[-1.0, 3.0], [0.0, 1.0]]])
        trial.close(trial.steady(answer, *given), sgns(*given).float(), "loss", tolerance=1e-4)

    def larger(trial: Trial) -> None:
        trial.on(mark("Four pairs, three negatives each"))
        mistakes = [Mistake(SGNS[key], value.float()) for key, value in likely_sgns(*large)]
        trial.close(trial.call(answer, *large), sgns(*large).float(), "loss", mistakes)
        trial.on(mark("One pair, one negative"), SGNS["sizes"])
        one = CENTER[:1], CONTEXT[:1], NEGATIVES[:1, :1]
        trial.close(trial.call(answer, *one), sgns(*one).float(), "loss")
        unchanged(trial, answer, "center, context, negatives", *large)
        check_extreme(trial, answer)
        check_gradient(trial, answer)
        check_floats(trial, lambda *given: trial.call(answer, *given), large, sgns, SGNS["dtype_raised"], "loss")

    example_first(trial, example, larger)


def check_extreme(trial: Trial, answer: Any) -> None:
    for true, drawn in ((100.0, -100.0), (-100.0, 100.0), (-100.0, -100.0), (0.3, 0.2)):
        trial.on(mark("Products of ±10,000"), SGNS["clipped"])
        given = torch.full((2, 1), 100.0), torch.full((2, 1), true), torch.full((2, 3, 1), drawn)
        got, want = trial.call(answer, *given), sgns(*given).float()
        plain(got, "loss")
        if not bool(torch.isfinite(got).all()):
            raise Wrong(SGNS["extreme"], str(got.detach().tolist()), f"{want.item():.5g}")
        trial.close(got, want, "loss")


def check_gradient(trial: Trial, answer: Any) -> None:
    """Also where σ is 0 or 1."""
    for scale in (1.0, 30.0):
        trial.on(mark("The gradient reaches all three"), COMMON["gradient"])
        leaves = [(scale * tensor).requires_grad_() for tensor in (CENTER, CONTEXT, NEGATIVES)]
        doubles = [leaf.detach().double().requires_grad_() for leaf in leaves]
        loss = trial.call_on(answer, *leaves)
        if not loss.requires_grad:
            raise Wrong(COMMON["no_gradient"])
        got = torch.autograd.grad(loss, leaves, allow_unused=True)
        for name, grad, right in zip(
            ("center", "context", "negatives"), got, torch.autograd.grad(sgns(*doubles), doubles), strict=True
        ):
            if grad is None:
                raise Wrong(COMMON["gradient"], f"{name}.grad = None")
            trial.close(grad, right.float(), f"{name}.grad")


def check_floats(trial: Trial, call: Any, given: Sequence[Tensor], right: Any, raised: Cause, what: str) -> None:
    """float64 stays, and stays exact."""
    doubles = [tensor.double() / 3 for tensor in given]
    trial.on(mark("The same in float64"), raised)
    got = call(*doubles)
    trial.blame = None
    want = right(*doubles)
    try:
        trial.close(got, want, what)
    except Wrong as wrong:
        if wrong.cause is COMMON["value"] and same(got, want, 1e-4):
            raise wrong.named(COMMON["float32_inside"]) from None
        raise


# ---------------------------------------------------------------- nearest_neighbours


def expect_neighbours(trial: Trial, got: Any, x: Tensor, query: int, k: int, *, named: bool = False) -> None:
    if got is None or not isinstance(got, tuple | list) or len(got) != 2:
        cause = COMMON["none"] if got is None else NEIGHBOURS["not_a_pair"]
        raise Wrong(cause, type(got).__name__, "(indices, similarities)")
    indices, similarities = neighbours(x, query, k)
    plain(got[0], "indices")
    plain(got[1], "similarities")
    for key, (i, s) in likely_neighbours(x, query, k) if named else ():
        alike = [
            a.shape == b.shape and torch.allclose(a.double(), b.double(), 1e-3, 1e-3)
            for a, b in zip(got, (i, s), strict=True)
        ]
        if all(alike):
            raise Wrong(NEIGHBOURS[key], f"indices = {got[0].tolist()}", f"{indices.tolist()}")
    trial.close(got[0].double(), indices.double(), "indices")
    trial.close(got[0], indices, "indices")
    trial.close(got[1], similarities.to(x.dtype), "similarities")


def check_neighbours(trial: Trial, answer: Any) -> None:
    """Exercise 2.4."""

    def ask(trial: Trial, x: Tensor, query: int, k: int, *, named: bool = False) -> None:
        expect_neighbours(trial, trial.call(answer, x, query, k), x, query, k, named=named)

    def example(trial: Trial) -> None:
        trial.on(mark("The example: four vectors in the plane"))
        ask(trial, torch.tensor([[1.0, 0.0], [3.0, 4.0], [0.0, 2.0], [-1.0, 0.0]]), 0, 2)

    def larger(trial: Trial) -> None:
        trial.on(mark("Eight vectors, the three nearest"))
        ask(trial, POINTS, 3, 3, named=True)
        for query in (0, 7):
            trial.on(mark("The first row and the last"), NEIGHBOURS["other_queries"])
            ask(trial, POINTS, query, 3)
        trial.on(mark("Twenty asked for"), NEIGHBOURS["all_of_them"])
        ask(trial, POINTS, 3, 20)
        trial.on(mark("Equal cosines"), NEIGHBOURS["ties"])
        ask(trial, 2.0**20 * torch.cat((torch.eye(2), -torch.eye(2), 2 * torch.eye(2))).repeat(7, 1), 6, 41)
        zero = POINTS.clone()
        zero[5] = 0
        for query in (3, 5):
            trial.on(mark("A vector of zeros"), NEIGHBOURS["zero_vector"])
            ask(trial, zero, query, 7)
        check_two_floats(trial, answer)
        unchanged(trial, answer, "vectors", zero, 3, 3)

    example_first(trial, example, larger)


def check_two_floats(trial: Trial, answer: Any) -> None:
    trial.on(mark("The same in float64"), NEIGHBOURS["dtype_raised"])
    doubles = POINTS.double() * (1e6 / 3)  # long: a small number added to lengths changes nothing
    got = trial.call(answer, doubles, 3, 3)
    trial.blame = None
    want = neighbours(doubles, 3, 3)[1]
    try:
        expect_neighbours(trial, got, doubles, 3, 3)
    except Wrong as wrong:
        if wrong.cause is COMMON["value"] and same(got[1], want, 1e-4):
            raise wrong.named(COMMON["float32_inside"]) from None
        raise


# ---------------------------------------------------------------- procrustes


def expect_turn(trial: Trial, got: Any, source: Tensor, target: Tensor, *, tolerance: float = 2e-4) -> None:
    """``got`` is orthogonal and as good as any. Else Wrong, named after the likely mistake that explains it."""
    plain(got, "W")
    want = turn(source, target)
    likely = likely_turns(source, target) if trial.blame is None else []
    for key, wrong in likely:
        if same(got, wrong, 1e-3) and not same(wrong, want, 1e-2):
            raise Wrong(
                PROCRUSTES[key],
                f"W[0] = {[round(v, 3) for v in got[0].tolist()]}",
                str([round(v, 3) for v in want[0].tolist()]),
            )
    if got.shape != want.shape:
        trial.fail("shape", f"W.shape = {tuple(got.shape)}", str(tuple(want.shape)))
    if got.dtype != source.dtype:
        raise Wrong(COMMON["dtype"], f"W.dtype = {got.dtype}", f"{source.dtype}")
    w = got.detach().double()
    off = float((w.T @ w - torch.eye(len(w), dtype=torch.float64)).abs().max())
    if not off < tolerance:
        raise Wrong(trial.blame or PROCRUSTES["not_orthogonal"], f"max |WᵀW − I| = {off:.2g}", "0")
    best, reached = apart(want, source, target), apart(w, source, target)
    if not reached <= best + tolerance * float(target.norm()):
        raise Wrong(trial.blame or PROCRUSTES["not_best"], f"‖source · W − target‖ = {reached:.5g}", f"{best:.5g}")


def check_procrustes(trial: Trial, answer: Any) -> None:
    """Exercise 2.5."""
    mirror = torch.tensor([[0.0, 1, 0], [1, 0, 0], [0, 0, 1]])

    def ask(trial: Trial, source: Tensor, target: Tensor) -> None:
        expect_turn(trial, trial.call(answer, source, target), source, target)

    def example(trial: Trial) -> None:
        trial.on(mark("The example: a quarter turn"), COMMON["value"])
        ask(
            trial,
            torch.tensor([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]]),
            torch.tensor([[0.0, 1.0], [-2.0, 0.0], [-1.0, 1.0]]),
        )

    def larger(trial: Trial) -> None:
        trial.on(mark("Six points with noise"))
        ask(trial, SOURCE, TARGET)
        trial.on(mark("A mirrored space"), PROCRUSTES["mirror"])
        ask(trial, SOURCE, SOURCE @ mirror)
        trial.on(mark("Two points in three dimensions"), PROCRUSTES["few_points"])
        ask(trial, SOURCE[:2], TARGET[:2])
        trial.on(mark("One dimension"), PROCRUSTES["exact"])
        ask(trial, SOURCE[:, :1], -SOURCE[:, :1])
        trial.on(mark("A space a hundred times as small"), PROCRUSTES["scale"])
        ask(trial, SOURCE, TARGET / 100)
        trial.on(mark("The same in float64"), PROCRUSTES["dtype_raised"])
        got = trial.call(answer, SOURCE.double(), TARGET.double())
        trial.blame = None
        try:
            expect_turn(trial, got, SOURCE.double(), TARGET.double(), tolerance=1e-9)
        except Wrong as wrong:
            if wrong.cause in (PROCRUSTES["not_orthogonal"], PROCRUSTES["not_best"]):
                raise wrong.named(COMMON["float32_inside"]) from None
            raise
        unchanged(trial, answer, "source, target", SOURCE, TARGET)

    example_first(trial, example, larger)


EXERCISES = {
    "term_frequency": Exercise("2.1", 6, check_frequency),
    "skipgram_pairs": Exercise("2.2", 6, check_pairs),
    "sgns_loss": Exercise("2.3", 6, check_sgns),
    "nearest_neighbours": Exercise("2.4", 7, check_neighbours),
    "procrustes": Exercise("2.5", 7, check_procrustes),
}
