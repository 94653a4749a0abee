"""An exercise whose result is a plain value (a number, a list of ids, a label): what its exam asks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from autograder.exams.common import blamed_on
from autograder.properties import Ask, Exam, Failed, Foreign, Rng, expect
from course_lib.checks.values import LikelyValues, alike, shown, told_apart

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

    def drawn(self, draw: Callable[[Rng], Given], rng: Rng) -> Given:
        """Arguments for which every mistake gives something of its own."""
        for _ in range(3000):
            given = draw(rng)
            if told_apart(self.right(*given), self.likely(*given)):
                return given
        raise RuntimeError(f"no arguments of {self.exam.name} suit")

    def ask(self, ask: Ask, given: Given, *, named: bool = False) -> None:
        """The answer is right; else Failed, named after the first mistake that explains it."""
        got = ask.call(self.exam.name, *given)
        want, found = self.right(*given), self.read(got)
        if got is None:
            raise Failed("none", what=self.result)
        if found is None:
            kind = got.type_name if isinstance(got, Foreign) else type(got).__name__
            raise Failed("not_plain", what=self.result, got=kind, expected=self.kind)
        if alike(found, want):
            return
        numbers = {"what": self.result, "where": "", "got": shown(found), "expected": shown(want)}
        for key, value in self.likely(*given) if named else ():
            if alike(found, value):
                raise Failed(key, **numbers)
        raise Failed("other", **numbers)

    def examine(self, name: str, *draws: Callable[[Rng], Given], times: int = 1, core: bool = False) -> None:
        """Register a property: these arguments, each drawn so many times. In a property that is not the core's, what
        has no name is named after the property."""

        @self.exam.property(name, core=core)
        def asked(ask: Ask, rng: Rng) -> None:
            for draw in draws * times:
                if core:
                    self.ask(ask, self.drawn(draw, rng), named=True)
                    continue
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
