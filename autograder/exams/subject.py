"""An exercise whose arguments and results are tensors: what its exam asks beyond the exercise's own properties."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from autograder.exams.common import FLOATS, GRADIENT_DEPTH, UNNAMED, blamed_on, cast, gradients, like, unchanged
from autograder.properties import Ask, Exam, Failed, Foreign, Rng, expect, expect_close
from course_lib.checks.outputs import Outputs, Wrongs, same_outputs, told_apart

DEPTH = 8.0  # roundings that follow each other: products, sums, exponentials
Given = tuple[Any, ...]  # tensors, and now and then a number


@dataclass(frozen=True)
class Subject:
    """One exercise: what its arguments and results are called, how to draw arguments, what is right and what likely."""

    exam: Exam
    arguments: tuple[str, ...]
    results: tuple[str, ...]
    draw: Callable[..., Given]
    right: Callable[..., Outputs]
    likely: Callable[..., Wrongs]
    learned: tuple[str, ...] | None = None  # the arguments that a gradient reaches: all of real numbers if None

    def drawn(self, rng: Rng, *sizes: int) -> Given:
        """Arguments for which every mistake gives something of its own."""
        for _ in range(2000):
            given = self.draw(rng, *sizes)
            if told_apart(self.right(*given), self.likely(*given)):
                return given
        raise RuntimeError(f"no arguments of {self.exam.name} suit")

    def ask(self, ask: Ask, given: Given) -> Any:
        return ask.call(self.exam.name, *given)

    def expect(
        self, got: Any, given: Given, *, dtype: torch.dtype = torch.float32, named: bool = False, strict: bool = False
    ) -> None:
        """``got`` is right; else Failed, named after the first mistake that explains it."""
        want = self.right(*given)
        if got is None:
            raise Failed("none", what=self.results[0])
        if len(want) > 1 and not (isinstance(got, tuple | list) and len(got) == len(want)):
            kind = got.type_name if isinstance(got, Foreign) else type(got).__name__
            raise Failed("not_a_pair", what="result", got=kind, expected=f"({', '.join(self.results)})")
        found = list(got) if len(want) > 1 else [got]
        found = found if strict else [cast(one, dtype) for one in found]
        try:
            for name, one, right in zip(self.results, found, want, strict=True):
                expect_close(one, right, what=name, dtype=dtype, depth=DEPTH)
        except Failed as failed:
            for key, wrong in self.likely(*given) if named else ():
                if same_outputs(found, wrong):
                    raise Failed(key, **{"where": "", **failed.numbers}) from None
            raise

    def examine(self, sizes: Sequence[tuple[int, ...]], odd: Sequence[tuple[int, ...]]) -> None:
        """Register what every exercise is asked: values, sizes, gradient, dtype, arguments left as they were."""
        exam = self.exam

        @exam.property("values", core=True)
        def values(ask: Ask, rng: Rng) -> None:
            for size in sizes:
                given = self.drawn(rng, *size)
                self.expect(self.ask(ask, given), given, named=True)

        @exam.property("sizes")
        def other_sizes(ask: Ask, rng: Rng) -> None:
            for size in odd:
                given = self.draw(rng, *size)
                with blamed_on("sizes", str(size), (*UNNAMED, "not_a_pair")):
                    self.expect(self.ask(ask, given), given)

        if self.learned != ():

            @exam.property("gradient")
            def gradient(ask: Ask, rng: Rng) -> None:
                given = self.drawn(rng, *sizes[0])
                expect_all_gradients(self, ask, rng, given)

        @exam.property("dtype")
        def dtypes(ask: Ask, rng: Rng) -> None:
            for dtype in FLOATS:
                given = floats(self.drawn(rng, *sizes[0]), dtype)
                with blamed_on("dtype_raised", str(dtype).removeprefix("torch."), unnamed=()):
                    got = self.ask(ask, given)
                try:
                    self.expect(got, given, dtype=dtype, strict=True)
                except Failed as failed:
                    if failed.hint != "value":
                        raise
                    self.expect(got, given, dtype=torch.float32)
                    raise Failed("float32_inside", **failed.numbers) from None

        @exam.property("unmodified")
        def unmodified(ask: Ask, rng: Rng) -> None:
            given = self.draw(rng, *sizes[0])
            _, after = ask.call_keeping_arguments(exam.name, *given)
            for name, before, now in zip(self.arguments, given, after, strict=True):
                if isinstance(before, Tensor):
                    unchanged(before, now, name)


def floats(given: Given, dtype: torch.dtype) -> Given:
    """The same numbers, a third as large so that float32 rounds them, in this dtype; masks and ids stay."""
    return tuple(t.to(dtype) / 3 if is_real(t) else t for t in given)


def is_real(value: Any) -> bool:
    return isinstance(value, Tensor) and value.is_floating_point()


def expect_all_gradients(subject: Subject, ask: Ask, rng: Rng, given: Given) -> None:
    """By every argument of real numbers."""
    learned = subject.arguments if subject.learned is None else subject.learned
    wrt = [index for index, value in enumerate(given) if is_real(value) and subject.arguments[index] in learned]
    cotangents = [rng.normal(*out.shape, dtype=torch.float32) for out in subject.right(*given)]
    got = ask.call_with_grads(subject.exam.name, given, wrt, cotangents)[1]
    if all(grad is None for grad in got):
        raise Failed("no_gradient")

    def flat(*leaves: Tensor) -> Tensor:
        filled = list(given)
        for index, leaf in zip(wrt, leaves, strict=True):
            filled[index] = leaf
        return torch.cat([out.flatten() for out in subject.right(*filled)])

    want = gradients(flat, [given[index] for index in wrt], torch.cat([c.flatten() for c in cotangents]))
    for index, grad, right in zip(wrt, got, want, strict=True):
        near = grad is not None and like(grad, right, torch.float32, GRADIENT_DEPTH)
        expect(near, "gradient", what=f"{subject.arguments[index]}.grad")
