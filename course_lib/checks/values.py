"""An exercise whose result is a plain value (a number, a list of ids, a label): what its check asks, case by case."""

import copy
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from course_lib.checks.checker import COMMON, Cause, Trial, Wrong
from course_lib.language import mark

Given = tuple[Any, ...]
LikelyValues = list[tuple[str, Any]]
SHOWN = 120  # characters of a value in a message


def as_number(got: Any) -> float | None:
    """Any single number, also in a tensor; None for what is no number."""
    if isinstance(got, Tensor) and got.numel() == 1 and not got.is_complex():
        got = got.item()
    return None if isinstance(got, bool) or not isinstance(got, int | float) else float(got)


def as_whole(got: Any) -> int | None:
    """A whole number, of whatever type; None for what is none."""
    if type(got) is int:  # as it is: a float holds 53 bits
        return got
    number = as_number(got)
    return int(number) if number is not None and math.isfinite(number) and number == int(number) else None


def as_lists(got: Any) -> tuple[list[Any], ...] | None:
    """Several lists, or tuples; None for what is none."""
    if not isinstance(got, tuple | list) or not all(isinstance(side, tuple | list) for side in got):
        return None
    return tuple([str(i) if isinstance(i, bool) else i for i in side] for side in got)


def alike(one: Any, other: Any) -> bool:
    """Numbers up to float32's rounding, anything else exactly."""
    if isinstance(one, float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-5, abs_tol=1e-9)
    return bool(one == other)


def alike_all(some: Sequence[Any], others: Sequence[Any]) -> bool:
    return all(alike(one, other) for one, other in zip(some, others, strict=True))


def over(
    rounds: Sequence[Given], right: Callable[..., Any], likely: Callable[..., LikelyValues]
) -> tuple[list[Any], list[tuple[str, list[Any]]]]:
    """What is right in each round, and what each likely mistake gives in each."""
    columns = zip(*(likely(*given) for given in rounds), strict=True)
    mistakes = [(column[0][0], [value for _, value in column]) for column in columns]
    return [right(*given) for given in rounds], mistakes


def shown(value: Any) -> str:
    return f"{value:.5g}" if isinstance(value, float) else str(value)[:SHOWN]


def told_apart(right: Any, likely: LikelyValues) -> bool:
    """Each mistake gives something of its own."""
    seen = [("", right), *likely]
    return not any(
        key != other and _near(one, two) for i, (key, one) in enumerate(seen) for other, two in seen[i + 1 :]
    )


def _near(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-3, abs_tol=1e-6) or math.isnan(one)
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return all(map(_near, one, other))
    return bool(one == other)


@dataclass(frozen=True)
class Values:
    """What the result is called and what kind it should be, how it is read, what is right and what is likely."""

    result: str
    kind: str
    read: Callable[[Any], Any]
    right: Callable[..., Any]
    likely: Callable[..., LikelyValues]
    causes: Mapping[str, Cause]

    def ask(self, trial: Trial, answer: Any, given: Given) -> None:
        """The answer for these arguments is right, whatever its mistake is called."""
        found, want = self.value(trial.call(answer, *copy.deepcopy(given))), self.right(*given)
        if not alike(found, want):
            raise Wrong(trial.blame or self.causes["other"], shown(found), shown(want))

    def ask_all(self, trial: Trial, answer: Any, *rounds: Given) -> None:
        """The answer is right every time. Else Wrong, named after the likely mistake that explains all the results."""
        found = [self.value(trial.call(answer, *copy.deepcopy(given))) for given in rounds]
        want, likely = over(rounds, self.right, self.likely)
        wrong = next((i for i, value in enumerate(found) if not alike(value, want[i])), None)
        if wrong is not None:
            key = next((key for key, values in likely if alike_all(found, values)), "other")
            raise Wrong(self.causes[key], shown(found[wrong]), shown(want[wrong]))

    def value(self, got: Any) -> Any:
        """The result as a plain value. Wrong for what is none."""
        found = self.read(got)
        if got is None:
            raise Wrong(COMMON["none"], f"{self.result} = None", self.kind)
        if found is None:
            raise Wrong(self.causes["not_plain"], f"{self.result}: {type(got).__name__}", self.kind)
        return found

    def unchanged(self, trial: Trial, answer: Any, given: Given) -> None:
        trial.on(mark("Arguments stay as they were"))
        arguments = copy.deepcopy(given)
        trial.call_on(answer, *arguments)
        for before, after in zip(given, arguments, strict=True):
            same = torch.equal(before, after) if isinstance(before, Tensor) else before == after
            if not same:
                raise Wrong(COMMON["mutated"])


def raises(trial: Trial, answer: Any, given: Given, cause: Cause) -> None:
    """The call raises ValueError. Else Wrong for this cause."""
    try:
        got = answer(*copy.deepcopy(given))
    except ValueError:
        return
    except Exception as error:
        raise Wrong.raised(cause, error, "ValueError") from None
    raise Wrong(cause, shown(got), "ValueError")
