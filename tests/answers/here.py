"""A session without a box: answers run in this process, many times faster. Only for answers of ours, in tests.

What questions and answers go through is what ships: the examiner's end (Session), the bytes on the wire, and the
Candidate. Only the socket, the box, its clock and its watch on forbidden functions are missing.
"""

import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from autograder import topics
from autograder.box import wire
from autograder.box.candidate import Candidate
from autograder.exam import Exam
from autograder.examiner import examine
from autograder.records import ExerciseResult
from autograder.rng import Rng
from autograder.session import Session, Stopped
from autograder.verdicts import Verdict
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given


class Here(Session):
    """A Session and its Candidate with one file's object."""

    def __init__(self, path: Path) -> None:
        self.alive, self._number, self._nth, self._callbacks = True, 0, 0, {}
        self._limits = SimpleNamespace(output_kb=1, question_cpu_s=1.0)  # type: ignore[assignment]
        self._space: dict[str, Any] = {"__name__": "answer"}
        exec(compile(path.read_text("utf-8"), str(path), "exec"), self._space)
        self.candidate = InProcess(self._space, self._called_back)
        self._reply: Any = None

    def change(self, name: str, by: Callable[[Any], Any]) -> None:
        """Put ``by`` of an object in its place."""
        self._space[name] = by(self._space[name])

    def exercise(self) -> AbstractContextManager[None]:
        """No time is kept here."""
        return nullcontext()

    def _send(self, message: wire.ToBox, buffers: list[bytes]) -> None:
        assert isinstance(message, wire.Question)
        message.forbidden = []
        self._reply = self.candidate.answer(*_travelled(message, buffers, "box"))

    def _converse(self, *_: Any) -> tuple[Any, list[bytearray]]:
        try:
            return _travelled(*self._reply, "examiner")
        except wire.ProtocolError as error:  # as the candidate says it
            return wire.Reply(self._number, None, ["ProtocolError"], str(error)), []

    def _stop(self, verdict: Verdict, detail: str) -> Stopped:
        self.alive = False
        return Stopped(verdict, detail)


def _travelled(message: Any, buffers: list[bytes], end: str) -> tuple[Any, list[bytearray]]:
    """A message as it comes out at the other end of a socket."""
    return wire.unpacked(wire.packed(message, buffers), end)[0], list(map(bytearray, buffers))


class InProcess(Candidate):
    """A Candidate whose calls of the examiner's functions are answered at once.

    ``change``: what is done to each value just before it is sent.
    """

    change: Callable[[Any], Any] = staticmethod(lambda value: value)

    def __init__(self, names: dict[str, Any], called_back: Callable[..., Any]) -> None:
        super().__init__(None, SimpleNamespace(user_ns=names), "cpu")  # type: ignore[arg-type]
        self._called_back = called_back

    def _exchange(self, call: wire.CallbackCall, buffers: list[bytes]) -> tuple[wire.ToBox, list[bytearray]]:
        return _travelled(*self._called_back(*_travelled(call, buffers, "examiner")), "box")

    def _do(self, question: wire.Question, decoder: wire.Decoder) -> Any:
        value = super()._do(question, decoder)
        return value if question.action in ("find", "fill") else self.change(value)

    def _call_back(self, number: int, method: str, args: tuple, kwargs: dict) -> Any:
        return super()._call_back(number, method, tuple(map(self.change, args)), kwargs)


def examined(path: Path, topic: str, exercise: str, seed: str, language: str = "en") -> ExerciseResult:
    """The result of an answer examined in this process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return examine(Here(path), _topic(topic), exercise, seed=seed, language=language)


_topic = cache(topics.load)


def asked(path: Path, exam: Exam, seed: str) -> list[Given]:
    """Everything that one examination of a right answer asks."""
    seen: list[Given] = []
    for prop in exam.properties:
        ask = Ask(exam.exercise, Here(path))
        prop.examine(ask, Rng(seed, exam.exercise.name, prop.name))
        seen += ask.asked
    return seen
