"""How an exam is written: the properties of one exercise, and the kinds of input that it asks with certainty.

A property is a function of ``ask`` (the answer, questioned; see course_lib.asking.ask) and ``rng`` (challenges from the
course's secret seed). It returns when the answer has the property and raises Failed when not; Stopped is never caught.

What a property *says* decides what it is worth once the answer is known to make one named mistake. A statement about
form (other sizes, the gradient, the dtype) is examined against that mistake's own function. A statement about a result
(with one key its weight is 1) is true of right results alone. A statement of its own (hidden keys have weight 0) is
examined against the mistake's function and must be true of what that gives.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from autograder.rng import Rng
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, Given, Outputs

Draw = Callable[[Rng], Given] | Given  # how to draw what a question is about, or exactly what it is about
Says = Literal["form", "result"] | Callable[[Given, Outputs], bool]
Kind = Callable[[Sequence[Given]], bool]  # whether what was asked in one exam holds this kind of input
_TRIES = 3000
_TRIES_TO_EXPLAIN = 50


class ExamError(Exception):
    """An exam asks for what its draws never give; the message is for its author."""


@dataclass(frozen=True)
class Property:
    """One property: its name, whether the others rest on it, what it says, and the function that examines it."""

    name: str
    core: bool
    says: Says
    examine: Callable[[Ask, Rng], None]


@dataclass
class Exam:
    """The hidden test of one exercise. ``kinds``: the kinds of input that its statement allows, each with its test."""

    exercise: Exercise
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    properties: list[Property] = field(default_factory=list)

    def property(self, name: str, *, says: Says = "form", core: bool = False) -> Callable[[Callable], Callable]:
        """Register a property. The core one is asked first; the others rest on it."""

        def register(function: Callable[[Ask, Rng], None]) -> Callable:
            self.properties.append(Property(name, core, says, function))
            self.properties.sort(key=lambda known: not known.core)
            return function

        return register

    def values(self, *draws: Draw, times: int = 1, only: Sequence[str] | None = None) -> None:
        """The core: the right result, for arguments that tell every likely mistake (of ``only``) from every other."""

        @self.property("values", core=True, says="result")
        def values(ask: Ask, rng: Rng) -> None:
            ask.values(*self.telling(rng, *draws * times, only=only))

    def telling(self, rng: Rng, *draws: Draw, only: Sequence[str] | None = None) -> list[Given]:
        """Arguments, one for each draw, that together tell every likely mistake (of ``only``) from every other."""
        for _ in range(_TRIES):
            rounds = [drawn(draw, rng) for draw in draws]
            if self.exercise.told_apart(*rounds, only=only):
                return rounds
        raise ExamError(self._alike(rng, draws, only))

    def _alike(self, rng: Rng, draws: Sequence[Draw], only: Sequence[str] | None) -> str:
        """Which mistakes these draws do not tell apart, and what to do."""
        tries = ([drawn(draw, rng) for draw in draws] for _ in range(_TRIES_TO_EXPLAIN))
        pairs = min((list(self.exercise.alike_in(*rounds, only=only)) for rounds in tries), key=len)
        said = " or ".join(f"{other} from {one or 'what is right'}" for one, other in pairs)
        what_to_do = "add a draw in which they differ, or name the mistakes to tell apart with only="
        return f"its draws do not tell {said}: {what_to_do}"

    def asks(self, name: str, *draws: Draw, says: Says = "form", times: int = 1, named: bool = False) -> None:
        """A property: the right result for these arguments. What has no name is named after the property.

        ``named``: a difference is looked for among the likely mistakes first.
        """

        @self.property(name, says=says)
        def asked(ask: Ask, rng: Rng) -> None:
            for draw in draws * times:
                with ask.blaming(name):
                    ask(*drawn(draw, rng), named=named)

    def raises(self, name: str, error: type[Exception], *draws: Draw, key: str = "not_raised") -> None:
        """A property: these arguments raise ``error``; else it fails as ``key``."""

        @self.property(name)
        def raises(ask: Ask, rng: Rng) -> None:
            for draw in draws:
                ask.raises(error, key, *drawn(draw, rng))

    def gradient(self, *draws: Draw, name: str = "gradient") -> None:
        """A property: the gradient of the results reaches the arguments."""

        @self.property(name)
        def gradient(ask: Ask, rng: Rng) -> None:
            for draw in draws:
                ask.gradient(*drawn(draw, rng), seed=rng.integer(0, 10**6))

    def dtypes(self, *draws: Draw, times: int = 3, name: str = "dtype") -> None:
        """A property: float32 stays float32, and float64 stays float64 and exact."""

        @self.property(name)
        def dtypes(ask: Ask, rng: Rng) -> None:
            ask.dtypes(*(self.telling(rng, draw)[0] for draw in draws * times))

    def unmodified(self, *draws: Draw, name: str = "unmodified") -> None:
        """A property: the call leaves its arguments as they were."""

        @self.property(name)
        def unmodified(ask: Ask, rng: Rng) -> None:
            for draw in draws:
                ask.unmodified(*drawn(draw, rng))


def drawn(draw: Draw, rng: Rng) -> Given:
    """What a question is about."""
    return draw(rng) if callable(draw) else draw


def suiting(draw: Draw, test: Callable[..., Any]) -> Draw:
    """The same draw, repeated until ``test(*given)`` is true: so that what it is about is certain."""

    def again(rng: Rng) -> Given:
        for _ in range(_TRIES):
            given = drawn(draw, rng)
            if bool(test(*given)):
                return given
        raise ExamError(f"none of {_TRIES} draws suits its test")

    return again


def some(test: Callable[..., Any]) -> Kind:
    """The kind of input for which ``test(*given)`` is true at least once."""
    return lambda asked: any(bool(test(*given)) for given in asked)
