"""Which mutants an exam lets through, and which of those are right all the same."""

import io
import random
import resource
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from autograder.bank import Answer
from autograder.exam import Exam
from autograder.rng import Rng
from autograder.session import GraderFault, Stopped
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, Given
from course_lib.asking.failed import Failed
from course_lib.asking.questions import Raised
from tests.answers.here import Here, asked
from tests.mutants.operators import Mutant, mutants

MUTANT_S = 20.0  # CPU seconds of one exam; what needs more is a loop without an end, and counts as killed
MEMORY_BYTES = 8 << 30


@dataclass(frozen=True)
class Survivor:
    """A mutant with full marks. ``differs``: an input for which it is wrong after all; None where none was found.

    ``tried``: inputs that it was compared on; 0 for classes and callbacks, which have no plain result to compare.
    """

    answer: str
    mutant: Mutant
    tried: int
    differs: str | None

    @property
    def name(self) -> str:
        return f"{self.answer}:{self.mutant.change}"


class Endless(BaseException):
    """The mutant does not end."""


def killed_by(source: str, exam: Exam, seed: str) -> str | None:
    """The first property that a mutant fails; None for full marks."""
    with tempfile.NamedTemporaryFile("w", suffix=".py", encoding="utf-8") as file, _silent(), _limited():
        file.write(source)
        file.flush()
        try:
            here = Here(Path(file.name))
        except Exception:
            return "import"
        for prop in exam.properties:
            try:
                prop.examine(Ask(exam.exercise, here), Rng(seed, exam.exercise.name, prop.name))
            except (Failed, Raised, Stopped, Endless):
                return prop.name
            except GraderFault:
                return "grader fault"
    return None


def survivors(answer: Answer, exam: Exam, seed: str, *, share: float = 1.0) -> Iterator[Mutant | None]:
    """For every mutant of an answer (or a share of them, drawn from the seed): itself if it survives, else None."""
    for mutant in mutants(answer.path.read_text("utf-8")):
        if share >= 1.0 or random.Random(f"{seed} {answer.name} {mutant.change}").random() < share:
            yield mutant if killed_by(mutant.source, exam, seed) is None else None


def look_closer(answer: Answer, exam: Exam, mutant: Mutant, inputs: list[Given]) -> Survivor:
    """The survivor, with the first of ``inputs`` where its original is right and it is not."""
    exercise, tried = exam.exercise, 0
    original, changed = (_defined(source, exercise.name) for source in (answer.path.read_text("utf-8"), mutant.source))
    with _silent():
        for given in inputs:
            if (expected := _outcome(exercise, original, given)) == "wrong":
                continue
            tried += 1
            if (got := _outcome(exercise, changed, given)) != expected:
                return Survivor(answer.name, mutant, tried, f"{got} for {exercise.described(given)}")
    return Survivor(answer.name, mutant, tried, None)


def _defined(source: str, name: str) -> Any:
    space: dict[str, Any] = {"__name__": "answer"}
    exec(compile(source, "answer", "exec"), space)
    return space[name]


def _outcome(exercise: Exercise, function: Any, given: Given) -> str:
    """``right``, ``wrong``, or the type of an exception that the exercise asks for."""
    try:
        wanted = exercise.outputs(exercise.right(*given))
    except Exception as error:  # the statement asks for this exception, or does not allow the input
        wanted = type(error).__name__
    try:
        with _limited():
            got = function(*exercise.sent(*given))
            return "right" if exercise.alike(exercise.read(got), wanted) else "wrong"
    except (Exception, Endless) as error:
        return type(error).__name__ if type(error).__name__ == wanted else "wrong"


def inputs_of(answer: Answer, exam: Exam, count: int, seed: str) -> list[Given]:
    """Inputs of the statement's kinds: what exams ask, and the same a little changed (equal values, zeros, other
    orders, one more, one fewer), as far as what is right for them is known."""
    found: list[Given] = []
    draw = random.Random(seed)
    for number in range(count):
        with _silent():
            questions = asked(answer.path, exam, f"{seed} {number}")
        found += questions
        found += [tuple(_nearby(value, draw) for value in given) for given in questions for _ in range(2)]
        if len(found) >= count:
            break
    draw.shuffle(found)
    return found[:count]


def _nearby(value: Any, draw: random.Random) -> Any:
    """A value like this one."""
    if isinstance(value, Tensor) and value.is_floating_point() and value.dim() and value.numel():
        how = draw.randrange(6)
        if how == 0:
            return (value * 2).round() / 2  # equal values
        if how == 1:
            return value.flip(-1)
        if how == 2:
            return value * draw.choice((0.0, 3.0, -1.0, 30.0))
        if how == 3:
            return value[:1]
        return value
    if isinstance(value, list) and value:
        how = draw.randrange(5)
        if how == 0:
            return draw.sample(value, len(value))
        if how == 1:
            return value[: draw.randrange(len(value) + 1)]
        if how == 2:
            return [*value, draw.choice(value)]
        if how == 3:
            return [draw.choice(value) for _ in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return value + draw.choice((-1, 0, 0, 1))
    return value


@contextmanager
def _limited() -> Iterator[None]:
    """At most MUTANT_S of CPU time and MEMORY_BYTES of memory. Raises Endless."""

    def ring(*_: object) -> None:
        raise Endless

    before = signal.signal(signal.SIGPROF, ring)
    memory = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, memory[1]))
    signal.setitimer(signal.ITIMER_PROF, MUTANT_S, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        resource.setrlimit(resource.RLIMIT_AS, memory)


@contextmanager
def _silent() -> Iterator[None]:
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        warnings.simplefilter("ignore")
        torch.set_num_threads(1)
        yield
