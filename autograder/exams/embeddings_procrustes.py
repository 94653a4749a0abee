"""The exam of ``procrustes``: drawn clouds of points.

W is judged by its being orthogonal and by how near it brings them, since several may be best.
"""

from typing import Any

import torch
from torch import Tensor

from autograder.exams.common import FLOATS, UNNAMED, blamed_on, cast, like, unchanged
from autograder.exams.embeddings_vectors import told_apart
from autograder.properties import Ask, Exam, Failed, Rng, expect, expect_close
from course_lib.checks.embeddings_wrong import apart, likely_turns, turn

procrustes_exam = Exam("procrustes")


def rotation(rng: Rng, d: int, sign: float) -> Tensor:
    """A random orthogonal matrix, float64, with this determinant."""
    q = torch.linalg.qr(rng.normal(d, d)).Q
    q[:, 0] *= torch.linalg.det(q).sign() * sign
    return q


def clouds(rng: Rng, n: int = 12, d: int = 4) -> tuple[Tensor, Tensor]:
    """Points and where they were turned to and mirrored, with noise, for which every mistake gives its own W."""
    for _ in range(500):
        source = rng.normal(n, d) * (0.5 + 2 * rng.uniform(n, 1)) + 0.8
        target = 1.7 * source @ rotation(rng, d, -1.0) + 0.6 * rng.normal(n, d) - 0.5
        found = [("", turn(source, target)), *likely_turns(source, target)]
        if told_apart(found):
            return source.float(), target.float()
    raise RuntimeError("no clouds suit")


def expect_turn(got: Any, source: Tensor, target: Tensor, *, dtype: torch.dtype = torch.float32) -> None:
    """``got`` is orthogonal and brings source as near to target as any; there may be several such."""
    want = turn(source, target)
    if not isinstance(got, Tensor) or got.shape != want.shape or got.dtype != dtype:
        expect_close(got, want, what="W", dtype=dtype, depth=64.0)
    loose = 2e-4 if dtype == torch.float32 else 1e-9
    w = got.double()
    off = float((w.T @ w - torch.eye(len(w), dtype=torch.float64)).abs().max())
    expect(off < loose, "not_orthogonal", what="max |WᵀW − I|", got=f"{off:.2g}", expected="0")
    best, reached = apart(want, source, target), apart(w, source, target)
    shown = {"what": "‖source · W − target‖", "got": f"{reached:.5g}", "expected": f"{best:.5g}"}
    expect(reached <= best + loose * float(target.double().norm()), "not_best", **shown)


@procrustes_exam.property("values", core=True)
def procrustes_values(ask: Ask, rng: Rng) -> None:
    for n, d in ((12, 4), (20, 3)):
        source, target = clouds(rng, n, d)
        got = cast(ask.call("procrustes", source, target), torch.float32)
        try:
            expect_turn(got, source, target)
        except Failed as failed:
            for key, wrong in likely_turns(source, target):
                if isinstance(got, Tensor) and got.shape == wrong.shape and like(got, wrong, torch.float32, 64.0):
                    raise Failed(key, **failed.numbers) from None
            raise


@procrustes_exam.property("exact")
def procrustes_exact(ask: Ask, rng: Rng) -> None:
    for d in (1, 2, 5):
        w = rotation(rng, d, 1.0)
        source = rng.normal(9, d).float()
        target = (source.double() @ w).float()
        with blamed_on("exact", "0", (*UNNAMED, "not_orthogonal", "not_best")):
            expect_turn(cast(ask.call("procrustes", source, target), torch.float32), source, target)


@procrustes_exam.property("mirror")
def procrustes_mirror(ask: Ask, rng: Rng) -> None:
    w = rotation(rng, 3, -1.0)
    source = rng.normal(9, 3).float()
    target = (source.double() @ w).float()
    with blamed_on("mirror", "0", (*UNNAMED, "not_orthogonal", "not_best")):
        expect_turn(cast(ask.call("procrustes", source, target), torch.float32), source, target)


@procrustes_exam.property("few_points")
def procrustes_few(ask: Ask, rng: Rng) -> None:
    """Several W are best; any will do."""
    for n in (1, 2):
        source, target = rng.normal(n, 4).float(), rng.normal(n, 4).float()
        with blamed_on("few_points", "0", (*UNNAMED, "not_orthogonal", "not_best")):
            expect_turn(cast(ask.call("procrustes", source, target), torch.float32), source, target)


@procrustes_exam.property("stretched")
def procrustes_stretched(ask: Ask, rng: Rng) -> None:
    source, target = clouds(rng)
    for factor in (100.0, 0.01):
        with blamed_on("scale", "", (*UNNAMED, "not_orthogonal", "not_best")):
            got = cast(ask.call("procrustes", source, target * factor), torch.float32)
            expect_turn(got, source, target * factor)


@procrustes_exam.property("dtype")
def procrustes_dtype(ask: Ask, rng: Rng) -> None:
    for dtype in FLOATS:
        source, target = (points.to(dtype) / 3 for points in clouds(rng))
        with blamed_on("dtype_raised", str(dtype).removeprefix("torch."), unnamed=()):
            got = ask.call("procrustes", source, target)
        try:
            expect_turn(got, source, target, dtype=dtype)
        except Failed as failed:
            if failed.hint in ("not_orthogonal", "not_best") and isinstance(got, Tensor):
                expect_turn(got.float(), source, target)
                raise Failed("float32_inside", where="", difference=failed.numbers["got"], **failed.numbers) from None
            raise


@procrustes_exam.property("unmodified")
def procrustes_unmodified(ask: Ask, rng: Rng) -> None:
    source, target = clouds(rng)
    _, after = ask.call_keeping_arguments("procrustes", source, target)
    unchanged(source, after[0], "source")
    unchanged(target, after[1], "target")
