"""An exercise whose arguments and results are tensors: what its check asks beyond the exercise's own cases."""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from course_lib.checks.checker import COMMON, Cause, Trial, Wrong, same
from course_lib.checks.outputs import Outputs, Wrongs, same_outputs
from course_lib.language import mark

Given = tuple[Any, ...]  # tensors, and now and then a number


@dataclass(frozen=True)
class Subject:
    """What is asked of an exercise: the names of its arguments and results, what is right and what is likely."""

    arguments: tuple[str, ...]
    results: tuple[str, ...]
    right: Callable[..., Outputs]
    likely: Callable[..., Wrongs]
    causes: Mapping[str, Cause]
    learned: tuple[str, ...] | None = None  # the arguments that a gradient reaches: all of real numbers if None

    def ask(self, trial: Trial, answer: Any, given: Given, *, named: bool = False) -> None:
        """The answer for these arguments is right. Else Wrong, named after the likely mistake that explains it."""
        self.expect(trial, trial.call(answer, *given), given, named=named)

    def expect(self, trial: Trial, got: Any, given: Given, *, named: bool = False) -> None:
        want = self.right(*given)
        dtype = next(value.dtype for value in given if is_real(value))
        if len(want) > 1 and not (isinstance(got, tuple | list) and len(got) == len(want)):
            cause = COMMON["none"] if got is None else self.causes["not_a_pair"]
            raise Wrong(cause, type(got).__name__, f"({', '.join(self.results)})")
        found = list(got) if len(want) > 1 else [got]
        try:
            for name, one, right in zip(self.results, found, want, strict=True):
                trial.close(one, right.to(dtype), name)
        except Wrong as wrong:
            for key, value in self.likely(*given) if named else ():
                if same_outputs(found, value):
                    raise wrong.named(self.causes[key]) from None
            raise

    def gradient(self, trial: Trial, answer: Any, given: Given) -> None:
        trial.on(mark("The gradient reaches every input"), COMMON["gradient"])
        learned = self.arguments if self.learned is None else self.learned
        places = [place for place, value in enumerate(given) if is_real(value) and self.arguments[place] in learned]
        leaves = [t.clone().requires_grad_() if place in places else t for place, t in enumerate(given)]
        doubles = [t.double().requires_grad_() if place in places else t for place, t in enumerate(given)]
        got = trial.call_on(answer, *leaves)
        outputs = list(got) if isinstance(got, tuple | list) else [got]
        total, right = (sum(out.double().square().sum() for out in outs) for outs in (outputs, self.right(*doubles)))
        if not (isinstance(total, Tensor) and total.requires_grad):
            raise Wrong(COMMON["no_gradient"])
        found = torch.autograd.grad(total, [leaves[place] for place in places], allow_unused=True)
        wanted = torch.autograd.grad(right, [doubles[place] for place in places])  # type: ignore[arg-type]
        for place, grad, want in zip(places, found, wanted, strict=True):
            name = f"{self.arguments[place]}.grad"
            if grad is None:
                raise Wrong(COMMON["gradient"], f"{name} = None")
            trial.close(grad, want.float(), name)

    def float64(self, trial: Trial, answer: Any, given: Given) -> None:
        doubles = tuple(t.double() / 3 if is_real(t) else t for t in given)
        trial.on(mark("The same in float64"), self.causes["dtype_raised"])
        got = trial.call(answer, *doubles)
        trial.blame = None
        try:
            self.expect(trial, got, doubles)
        except Wrong as wrong:
            found = got if isinstance(got, tuple | list) else [got]
            near = all(same(one, right, 1e-4) for one, right in zip(found, self.right(*doubles), strict=False))
            if wrong.cause is COMMON["value"] and near:
                raise wrong.named(COMMON["float32_inside"]) from None
            raise

    def unchanged(self, trial: Trial, answer: Any, given: Given) -> None:
        trial.on(mark("Arguments stay as they were"))
        arguments = copy.deepcopy(given)
        trial.call_on(answer, *arguments)
        for name, before, after in zip(self.arguments, given, arguments, strict=True):
            if isinstance(before, Tensor) and not torch.equal(before, after):
                raise Wrong(COMMON["mutated"], name)

    def last(self, trial: Trial, answer: Any, given: Given) -> None:
        """What every exercise is asked at the end."""
        self.unchanged(trial, answer, given)
        if self.learned != ():
            self.gradient(trial, answer, given)
        self.float64(trial, answer, given)


def is_real(value: Any) -> bool:
    return isinstance(value, Tensor) and value.is_floating_point()
