"""The visible check of one exercise: its cases, one after another, and what is said of the first that fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor

from course_lib.asking import texts
from course_lib.asking.ask import Ask
from course_lib.asking.borrowed import borrowed
from course_lib.asking.direct import Direct
from course_lib.asking.exercise import Exercise
from course_lib.asking.failed import Facts, Failed
from course_lib.asking.patience import NotReturned
from course_lib.asking.questions import Raised
from course_lib.language import language

REPEATED = 12  # calls: of two equally likely results, the same each time once in 4096
_WRONG_NUMBERS = {"value", "shape", "not_finite"}


def drawn(seed: int, *shapes: tuple[int, ...]) -> tuple[Tensor, ...]:
    """Tensors of these shapes for a check to ask about, the same each time."""
    generator = torch.Generator().manual_seed(seed)
    return tuple(0.8 * torch.randn(*shape, generator=generator) for shape in shapes)


class CheckFailed(AssertionError):  # noqa: N818  (a result to read, not an error of the program)
    """An answer is not right yet; the message is all there is to read, so Jupyter shows it without a traceback."""

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


class NotWritten(CheckFailed):
    """There is no answer yet: its cell is as it was released."""


class Trial(Ask):
    """One answer being tried: which case is current, and how many passed. ``hushed``: the first may fail in silence."""

    def __init__(self, exercise: Exercise, answer: Any, *, hushed: bool = False) -> None:
        super().__init__(exercise, Direct(exercise.name, answer))
        self.passed, self.current = 0, ""
        self._hushed = hushed

    @contextmanager
    def case(self, key: str) -> Iterator[None]:
        """One case, by the key of its title. If a mistake has the same key, what has no better name is named so."""
        self.current = key
        blamed = key in texts.own(self.exercise.name).get("mistakes", {})
        try:
            if blamed:
                with self.blaming(key):
                    yield
            else:
                yield
        except (Failed, Raised):
            if not (self._hushed and not self.passed):
                raise
        self.passed += 1

    def last(self, *given: Any) -> None:
        """What every exercise of tensors is asked at the end."""
        with self.case("unmodified"):
            self.unmodified(*given)
        if self.exercise.learned != ():
            with self.case("gradient"):
                self.gradient(*given)
        with self.case("float64"):
            self.dtypes(given)


def run(exercise: Exercise, answer: Any) -> str:
    """Try an answer on every case: the sentence that all passed. Raises CheckFailed."""
    try:
        return _run(exercise, answer)
    except KeyboardInterrupt:  # between two calls of the answer
        raise CheckFailed(_word("interrupted", number=exercise.number)) from None


def _run(exercise: Exercise, answer: Any) -> str:
    if not callable(answer):
        failed = Failed("not_callable", got=type(answer).__name__, expected=exercise.name)
        raise CheckFailed(_told(exercise, "", failed))
    if taken := borrowed(answer):
        raise CheckFailed(_told(exercise, "", Failed("borrowed", got=taken)))
    trial = Trial(exercise, answer)
    try:
        exercise.visible(trial)
    except Raised as raised:
        if raised.by_a_stub:
            raise NotWritten(_word("not_written", number=exercise.number)) from None
        failed = Failed("raised", raised=str(raised), line=raised.line, case=raised.case)
        raise CheckFailed(_told(exercise, trial.current, _better(exercise, answer, trial, failed))) from None
    except NotReturned as stopped:
        raise CheckFailed(_told(exercise, trial.current, _unfinished(stopped))) from None
    except Failed as failed:
        raise CheckFailed(_told(exercise, trial.current, _better(exercise, answer, trial, failed))) from None
    passed = _word("passed", number=exercise.number, passed=trial.passed)
    return f"{passed} {_word('hidden', hidden=exercise.hidden)}" if exercise.hidden else passed


def _better(exercise: Exercise, answer: Any, trial: Trial, failed: Failed) -> Failed:
    """Where the first case fails without a name, a later one may have one: the first shows the numbers to follow by
    hand, the later tells mistakes apart."""
    if failed.key in _WRONG_NUMBERS and _drawn_at_random(trial):
        return Failed("random", failed.facts, pattern=None)
    if trial.passed or failed.key not in _WRONG_NUMBERS:
        return failed
    try:
        exercise.visible(Trial(exercise, answer, hushed=True))
    except Failed as other:
        if other.explained or other.seen_as == failed.key:
            return failed.named(other.key)
    except (Raised, NotReturned):
        pass
    return failed


def _unfinished(stopped: NotReturned) -> Failed:
    key = "interrupted" if stopped.by_reader else "not_returned"
    return Failed(key, got=_word("nothing_in", seconds=f"{stopped.seconds:.0f}"), line=stopped.line)


def _drawn_at_random(trial: Trial) -> bool:
    """The last call, repeated, gives different results: so small an example may come out the same a few times."""
    given = trial.asked[-1]
    try:
        first = trial.got(*given)
        for _ in range(REPEATED):
            trial.steady(first, trial.got(*given))
    except (Raised, NotReturned, Failed) as failed:
        return isinstance(failed, Failed) and failed.key == "random"
    return False


def _told(exercise: Exercise, case: str, failed: Failed) -> str:
    facts, said = failed.facts, texts.mistake(exercise.name, failed.key, language())
    unexplained = failed.key == "raised" and facts.line
    rows = [
        (_word("came_out"), facts.raised or _seen(facts)),
        (_word("expected"), facts.expected),
        (_word("stopped_at"), _line(facts.line)),
        (_word("pattern"), texts.pattern(facts.pattern, language()) if facts.pattern else ""),
        (_word("likely"), "" if unexplained else said.what),
        (_word("try"), said.step),
    ]
    width = max(len(label) for label, text in rows if text)
    title = _word("title", number=exercise.number, name=exercise.name)
    lines = [title, f"✗ {texts.case(exercise.name, case, language())}"] if case else [title]
    return "\n".join([*lines, *(f"  {label:{width}}  {text}" for label, text in rows if text)])


def _seen(facts: Facts) -> str:
    return f"{facts.what}{facts.where} = {facts.got}" if facts.what else facts.got


def _line(line: str) -> str:
    number, _, code = line.partition(": ")
    return _word("line", line=number, code=code) if line else ""


def _word(key: str, **values: Any) -> str:
    return texts.word(key, language(), **values)
