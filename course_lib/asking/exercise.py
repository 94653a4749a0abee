"""One exercise, described once for its visible check and its exam."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from course_lib.asking.failed import Failed, described
from course_lib.asking.results import Kind, Reals, kind_of, surely_apart

if TYPE_CHECKING:
    from course_lib.asking.visible import Trial

Given = tuple[Any, ...]  # what a question is about: the arguments, or what they are made from
Outputs = tuple[Any, ...]  # one value for each result
# The key of each likely mistake, and what it gives; None where it gives nothing else.
Mistakes = Iterable[tuple[str, Any]]


class NotApplicable(LookupError):  # noqa: N818  (no error: there is nothing to compare with)
    """A mistake gives nothing of its own for these arguments."""


@dataclass(frozen=True)
class Exercise:
    """What is asked of one function or class.

    ``number``: as the notebook counts. ``hidden``: how many properties its exam has. ``arguments``, ``results``: names,
    and how results are read. ``right`` and ``mistakes`` take what a question is about (``Given``); the first gives the
    right result (a tuple where there are several), the second what comes out after each likely mistake: always the
    same keys in the same order, with None where a mistake gives nothing of its own. ``visible``: the check's cases.

    ``sent``: the arguments themselves, where ``Given`` is what they are made from. ``learned``: the arguments that a
    gradient reaches (all of real numbers if None). ``through``: how many results, from the first, it comes from (all
    if None). ``depth``: roundings that follow each other. ``hollow``: mistakes after which nothing else is worth a mark
    (an echo, zeros). ``symptom``: a name for results that no mistake explains. ``refusal``: a name for a call that
    raised, if what was given knows one. ``describe``: what a question is about in few words, where that is not the
    arguments.
    """

    name: str
    number: str
    hidden: int
    arguments: tuple[str, ...]
    results: tuple[Kind, ...]
    right: Callable[..., Any]
    mistakes: Callable[..., Mistakes]
    visible: Callable[["Trial"], None] = field(repr=False)
    learned: tuple[str, ...] | None = None
    through: int | None = None
    depth: float = 8.0
    hollow: tuple[str, ...] = ()
    sent: Callable[..., tuple] = lambda *given: given
    symptom: Callable[[Outputs, Given], Failed | str | None] = lambda found, given: None
    refusal: Callable[..., Failed | str | None] = lambda *given: None
    describe: Callable[..., str] | None = None

    def outputs(self, value: Any) -> Outputs:
        """One value for each result."""
        return (value,) if len(self.results) == 1 else tuple(value)

    def read(self, got: Any) -> Outputs:
        """What came back, result by result. Raises Failed for what is none of the kind."""
        several = len(self.results)
        if several == 1:
            return (self.results[0].read(got),)
        if not isinstance(got, tuple | list) or len(got) != several:
            names = ", ".join(kind.name for kind in self.results)
            counted = f"{kind_of(got)} of {len(got)}" if isinstance(got, tuple | list) else kind_of(got)
            key = "none" if got is None else "one_tensor" if isinstance(got, Tensor) else "not_a_pair"
            raise Failed(key, what="result", got=counted, expected=f"({names})")
        return tuple(kind.read(one) for kind, one in zip(self.results, got, strict=True))

    def alike(self, found: Outputs, want: Outputs, dtype: torch.dtype = torch.float32, loose: float = 1.0) -> bool:
        """The same result by result, up to rounding in ``dtype``."""
        depth = loose * self.depth
        return all(
            kind.alike(one, other, dtype, depth) for kind, one, other in zip(self.results, found, want, strict=True)
        )

    def slips(self, *given: Any) -> Iterator[tuple["Slip", Outputs | None]]:
        """Every likely mistake as a function of its own, and what it gives here."""
        seen: Counter[str] = Counter()
        for key, value in self.mistakes(*given):
            yield Slip(self, key, seen[key]), None if value is None else self.outputs(value)
            seen[key] += 1

    def told_apart(self, *rounds: Given, only: Sequence[str] | None = None) -> bool:
        """In all these rounds together, each mistake (of ``only``) gives something of its own."""
        return next(self.alike_in(*rounds, only=only), None) is None

    def alike_in(self, *rounds: Given, only: Sequence[str] | None = None) -> Iterator[tuple[str, str]]:
        """The pairs of mistakes (of ``only``) that give the same in all these rounds; "" stands for what is right.

        A mistake that gives nothing of its own in one of the rounds is passed over.
        """
        columns = [[self.outputs(self.right(*given)) for given in rounds]]
        names = [""]
        listed = [list(self.slips(*given)) for given in rounds]
        for column in zip(*listed, strict=True):
            key, values = column[0][0].key, [value for _, value in column]
            if None not in values and (only is None or key in only):
                names.append(key)
                columns.append(values)
        told = self._surely_apart(columns)
        for i, j in combinations(range(len(names)), 2):
            if names[i] != names[j] and not told[j, i] and not any(map(self.apart, columns[j], columns[i])):
                yield names[i], names[j]

    def _surely_apart(self, columns: Sequence[Sequence[Outputs]]) -> np.ndarray:
        """Of which pairs the first numbers already tell: nearly all, and all at once. Of the others it says nothing."""
        told = np.zeros((len(columns), len(columns)), dtype=bool)
        for rounds in zip(*columns, strict=True):
            for kind, *values in zip(self.results, *rounds, strict=True):
                if type(kind) is Reals:
                    told |= surely_apart(values)
        return told

    def apart(self, one: Outputs, other: Outputs) -> bool:
        """So different that no rounding can explain it."""
        return any(kind.apart(a, b) for kind, a, b in zip(self.results, one, other, strict=True))

    def described(self, given: Given) -> str:
        """What a question is about, in few words."""
        return self.describe(*given) if self.describe else described(self.arguments, self.sent(*given))


@dataclass(frozen=True)
class Slip:
    """One likely mistake as a function: the ``nth`` of that key."""

    exercise: Exercise = field(repr=False)
    key: str
    nth: int = 0

    def gives(self, *given: Any) -> Outputs:
        """What an answer gives that is right but for it. Raises NotApplicable where that is nothing of its own."""
        same = (value for key, value in self.exercise.mistakes(*given) if key == self.key)
        value = next(islice(same, self.nth, None), None)
        if value is None:
            raise NotApplicable(self.key)
        return self.exercise.outputs(value)


def is_real(value: Any) -> bool:
    return isinstance(value, Tensor) and value.is_floating_point()
