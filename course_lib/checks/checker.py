"""What all checks share: trying an answer, telling tensors apart, and saying what went wrong in five short lines."""

import sys
import sysconfig
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import torch
from torch import Tensor

from course_lib.language import mark, text

COURSE = Path(__file__).parents[1]
INSTALLED = tuple(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib"))


class CheckFailed(AssertionError):  # noqa: N818  (a result to read, not an error of the program)
    """An answer is not right yet; the message is all there is to read, so Jupyter shows it without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


class Cause(NamedTuple):
    """A likely mistake and the next step: sentences in English, shown through ``text``."""

    mistake: str
    step: str


class Mistake(NamedTuple):
    """What comes out after one likely mistake."""

    cause: Cause
    value: Tensor


COMMON = {
    "type": Cause(
        mark("The result is not a plain torch.Tensor."),
        mark("Stay with torch from the first line to the last: no lists, no numpy."),
    ),
    "not_callable": Cause(
        mark("What you give to check is neither a function nor a class."),
        mark("Run the cell that defines it again, from its def or class line."),
    ),
    "none": Cause(mark("The function ends without returning anything."), mark("Is there a return at its end?")),
    "shape": Cause(
        mark("A dimension is missing, too many or in another place."),
        mark("Print the shape after each line and find the first that surprises you."),
    ),
    "dtype": Cause(
        mark("The result has another dtype than the input."),
        mark("Look for a .float(), a .double() or a dtype= that is fixed in the code."),
    ),
    "not_finite": Cause(
        mark("Somewhere there is inf - inf, 0/0 or an exp that overflows."),
        mark("Print the scores and the weights: which is the first that holds NaN?"),
    ),
    "value": Cause(
        mark("The shape is right; the computation differs from the formula."),
        mark("Compute this number by hand, step by step, and compare each step with your code's."),
    ),
    "raised": Cause(
        mark("Your code stopped with an error."),
        mark("Call it yourself with tensors of these shapes in a new cell, and print each shape before that line."),
    ),
    "random": Cause(
        mark("The same call gives something else the second time."),
        mark("Take out dropout and everything else that is drawn at random."),
    ),
    "mutated": Cause(
        mark("The call changed one of its arguments."),
        mark("Look for an operation in place: +=, *=, or a method whose name ends in _."),
    ),
    "no_gradient": Cause(
        mark("No gradient reaches the inputs, so what comes before could never learn."),
        mark("Look for .detach(), .item(), .data, no_grad or numpy on the way."),
    ),
    "gradient": Cause(
        mark("The gradient that reaches an input is not the right one."),
        mark("Is part of the computation detached, or done outside torch?"),
    ),
    "float32_inside": Cause(
        mark("The result is float64, but not as precise: something on the way is float32 or a constant is added."),
        mark("Look for a .float(), a dtype= or a small number such as 1e-9 in the code."),
    ),
}


class Wrong(Exception):  # noqa: N818
    """What was seen of a wrong answer, for the message; ``line``: where the learner's code stopped, if it did."""

    def __init__(self, cause: Cause, got: str = "", expected: str = "", line: str = "") -> None:
        super().__init__(cause.mistake)
        self.cause, self.got, self.expected, self.line = cause, got, expected, line

    def named(self, cause: Cause) -> "Wrong":
        """The same with another cause."""
        return Wrong(cause, self.got, self.expected, self.line)

    @classmethod
    def raised(cls, cause: Cause, error: Exception, expected: str = "") -> "Wrong":
        """What the learner's code raised."""
        return cls(cause, f"{type(error).__name__}: {error}", expected, failing_line(error))


class NotWritten(Exception):  # noqa: N818
    """The answer still raises NotImplementedError."""


@dataclass
class Trial:
    """One answer being tried: what the current case is, and how many passed."""

    case: str = ""
    passed: int = 0
    blame: Cause | None = field(default=None, repr=False)

    def on(self, case: str, blame: Cause | None = None) -> None:
        """The next case begins, so the one before has passed. ``blame``: the cause of what has no better name here."""
        self.passed += bool(self.case)
        self.case, self.blame = case, blame

    def call(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """What the learner's function returns for copies of these arguments; see ``call_on`` for what it may raise."""
        return self.call_on(function, *map(_copy, args), **{name: _copy(value) for name, value in kwargs.items()})

    def call_on(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """What the learner's function returns. Wrong if it raises, NotWritten if that is NotImplementedError."""
        try:
            return function(*args, **kwargs)
        except NotImplementedError:
            raise NotWritten from None
        except Exception as error:
            raise Wrong.raised(self.blame or COMMON["raised"], error) from None

    def steady(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """What the function returns, the same each time."""
        first = self.call(function, *args, **kwargs)
        for _ in range(4):
            for one, other in zip(_tensors(first), _tensors(self.call(function, *args, **kwargs)), strict=False):
                if one.shape == other.shape and bool(((one != other) & ~one.isnan()).any()):
                    raise Wrong(COMMON["random"])
        return first

    def close(
        self,
        got: Any,
        want: Tensor,
        what: str = "output",
        mistakes: Sequence[Mistake] = (),
        *,
        dtype: torch.dtype | None = None,
        tolerance: float | None = None,
    ) -> None:
        """``got`` is a plain tensor of want's shape and dtype (or ``dtype``), equal up to rounding. Else Wrong."""
        plain(got, what)
        for cause, value in mistakes:
            if same(got, value, tolerance) and not same(value, want, tolerance):
                raise Wrong(cause, *difference(got, want, what))
        if got.shape != want.shape:
            self.fail("shape", f"{what}.shape = {tuple(got.shape)}", f"{tuple(want.shape)}")
        if not same(got, want, tolerance):
            # −inf may be what is wanted, or a mistake as good as any; NaN and +inf are what a computation fell into.
            fallen = bool((got.isnan() | (got == torch.inf)).any())
            self.fail("not_finite" if fallen else "value", *difference(got, want, what))
        if got.dtype != (dtype or want.dtype):
            raise Wrong(COMMON["dtype"], f"{what}.dtype = {got.dtype}", f"{dtype or want.dtype}")

    def fail(self, key: str, got: str = "", expected: str = "") -> NoReturn:
        """Wrong, for the current case's own cause if it has one."""
        raise Wrong(self.blame or COMMON[key], got, expected)


def plain(got: Any, what: str) -> None:
    """``got`` is a torch.Tensor and no subclass. Else Wrong."""
    if got is None:
        raise Wrong(COMMON["none"], f"{what} = None", "torch.Tensor")
    if type(got) not in (Tensor, torch.nn.Parameter):
        raise Wrong(COMMON["type"], f"{what}: {type(got).__name__}", "torch.Tensor")


def same(got: Any, want: Tensor, tolerance: float | None = None) -> bool:
    """Equal up to rounding in the coarser of the two dtypes."""
    if not isinstance(got, Tensor) or got.shape != want.shape or got.is_complex():
        return False
    if not want.is_floating_point() or not got.is_floating_point():
        return got.is_floating_point() == want.is_floating_point() and bool((got == want).all())
    if tolerance is None:
        tolerance = 1e-4 if torch.float32 in (got.dtype, want.dtype) else 1e-10
    return torch.allclose(got.detach().double(), want.double(), rtol=tolerance, atol=tolerance)


def difference(got: Tensor, want: Tensor, what: str) -> tuple[str, str]:
    """What stands where the two differ most, and what should: two texts."""
    if got.shape != want.shape or not want.numel():
        return f"{what}.shape = {tuple(got.shape)}", f"{tuple(want.shape)}"
    gap = (got.detach().double() - want.double()).abs().nan_to_num(nan=torch.inf).masked_fill(got == want, 0)
    where = [int(i) for i in torch.unravel_index(gap.argmax(), gap.shape)]
    return f"{what}{where or ''} = {_number(got, where)}", _number(want, where)


def failing_line(error: Exception) -> str:
    """The innermost line of the learner's own code that the error went through, as a text; empty if there is none."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.line and not Path(frame.filename).is_relative_to(COURSE) and not frame.filename.startswith(INSTALLED):
            return text("line {line} of its cell: {code}", line=frame.lineno, code=frame.line)
    return ""


def run(name: str, exercise: "Exercise", answer: Any) -> None:
    """Try an answer on every case of its exercise: prints that all passed, or raises CheckFailed."""
    trial = Trial()
    try:
        if not callable(answer):
            raise Wrong(COMMON["not_callable"], type(answer).__name__, name)
        exercise.examine(trial, answer)
        trial.on("")
    except NotWritten:
        message = text("Exercise {number}: not written yet. Replace raise NotImplementedError by your code.",
                       number=exercise.number)  # fmt: skip
        raise CheckFailed(message) from None
    except Wrong as wrong:
        raise CheckFailed(_told(name, exercise, trial, wrong)) from None
    passed = text(
        "✓ Exercise {number} · all {passed} visible checks pass.", number=exercise.number, passed=trial.passed
    )
    hidden = text("{hidden} hidden properties will be examined.", hidden=exercise.hidden)
    sys.stdout.write(f"{passed} {hidden}\n")


def example_first(trial: Trial, example: Callable[[Trial], None], larger: Callable[[Trial], None]) -> None:
    """The statement's example, then larger cases. Where the example fails without a name, a larger case may have one:
    the example shows the numbers to follow by hand, the larger case tells mistakes apart."""
    try:
        example(trial)
    except Wrong as wrong:
        if wrong.cause not in COMMON.values():
            raise
        try:
            larger(Trial())
        except Wrong as other:
            if bool(other.line) == bool(wrong.line):  # an error elsewhere explains no wrong number here
                raise wrong.named(other.cause) from None
        raise
    larger(trial)


@dataclass(frozen=True)
class Exercise:
    """``number`` as the notebook counts, ``hidden``: how many properties its exam has, ``examine``: the cases."""

    number: str
    hidden: int
    examine: Callable[[Trial, Any], None]


def _told(name: str, exercise: Exercise, trial: Trial, wrong: Wrong) -> str:
    rows = [
        (text("came out"), wrong.got),
        (text("expected"), wrong.expected),
        (text("stopped at"), wrong.line),
        (text("likely"), "" if wrong.line and wrong.cause is COMMON["raised"] else text(wrong.cause.mistake)),
        (text("try"), text(wrong.cause.step)),
    ]
    width = max(len(label) for label, line in rows if line)
    title = text("Exercise {number} · {name}: not right yet", number=exercise.number, name=name)
    lines = [
        title,
        *([f"✗ {text(trial.case)}"] if trial.case else []),
        *(f"  {label:{width}}  {line}" for label, line in rows if line),
    ]
    return "\n".join(lines)


def _number(tensor: Tensor, where: list[int]) -> str:
    value = tensor[tuple(where)].item()
    return f"{value:.5g}" if isinstance(value, float) else str(value)


def _copy(value: Any) -> Any:
    if isinstance(value, Tensor):
        return value.clone()
    return type(value)(value) if type(value) in (dict, list) else value


def _tensors(value: Any) -> list[Tensor]:
    if isinstance(value, list | tuple):
        return [tensor for item in value for tensor in _tensors(item)]
    return [value.detach()] if type(value) is Tensor and not value.is_complex() else []
