"""An exercise whose result is a plain value (a number, a list of ids, a label): what its exam asks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from autograder.exams.common import blamed_on
from autograder.properties import Ask, Exam, Failed, Foreign, Rng, expect
from course_lib.checks.values import LikelyValues, alike, alike_all, over, shown, told_apart

Given = tuple[Any, ...]
UNNAMED = ("other", "not_plain")


@dataclass(frozen=True)
class Values:
    """One exercise: what its result is called and how it is read, what is right and what is likely."""

    exam: Exam
    result: str
    kind: str
    read: Callable[[Any], Any]
    right: Callable[..., Any]
    likely: Callable[..., LikelyValues]

    def drawn(self, draws: Sequence[Callable[[Rng], Given]], rng: Rng) -> list[Given]:
        """Arguments, one for each draw, that tell every mistake from every other and from what is right."""
        for _ in range(300):
            rounds = [draw(rng) for draw in draws]
            if told_apart(*over(rounds, self.right, self.likely)):
                return rounds
        raise RuntimeError(f"no arguments of {self.exam.name} suit")

    def ask_all(self, ask: Ask, rounds: list[Given]) -> None:
        """The answer is right every time; else Failed, named after the mistake that explains all the results."""
        found = [self.value(ask.call(self.exam.name, *given)) for given in rounds]
        want, likely = over(rounds, self.right, self.likely)
        wrong = next((i for i, value in enumerate(found) if not alike(value, want[i])), None)
        if wrong is None:
            return
        key = next((key for key, values in likely if alike_all(found, values)), "other")
        raise Failed(key, what=self.result, where="", got=shown(found[wrong]), expected=shown(want[wrong]))

    def value(self, got: Any) -> Any:
        """The result as a plain value; Failed for what is none."""
        found = self.read(got)
        if got is None:
            raise Failed("none", what=self.result)
        if found is None:
            kind = got.type_name if isinstance(got, Foreign) else type(got).__name__
            raise Failed("not_plain", what=self.result, got=kind, expected=self.kind)
        return found

    def ask(self, ask: Ask, given: Given) -> None:
        """The answer is right, whatever its mistake is called."""
        found, want = self.value(ask.call(self.exam.name, *given)), self.right(*given)
        if not alike(found, want):
            raise Failed("other", what=self.result, where="", got=shown(found), expected=shown(want))

    def examine(self, name: str, *draws: Callable[[Rng], Given], times: int = 1, core: bool = False) -> None:
        """Register a property: these arguments, each drawn so many times. In a property that is not the core's, what
        has no name is named after the property."""

        @self.exam.property(name, core=core)
        def asked(ask: Ask, rng: Rng) -> None:
            if core:
                self.ask_all(ask, self.drawn(draws * times, rng))
                return
            for draw in draws * times:
                given = draw(rng)
                with blamed_on(name, shown(self.right(*given)), UNNAMED):
                    self.ask(ask, given)

    def examine_unmodified(self, draw: Callable[[Rng], Given], *names: str) -> None:
        @self.exam.property("unmodified")
        def unmodified(ask: Ask, rng: Rng) -> None:
            given = draw(rng)
            _, after = ask.call_keeping_arguments(self.exam.name, *given)
            for name, before, now in zip(names, given, after, strict=False):
                same = torch.equal(before, now) if isinstance(before, Tensor) else alike_lists(before, now)
                expect(same, "mutated", argument=name)


def alike_lists(before: Any, now: Any) -> bool:
    """The same in content, whatever became of tuples on the way to the sandbox and back."""
    if isinstance(before, list | tuple) and isinstance(now, list | tuple):
        return len(before) == len(now) and all(map(alike_lists, before, now))
    return bool(before == now)
