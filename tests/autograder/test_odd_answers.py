"""Answers that nobody would think of: whatever comes back, it is no fault of the exam, and never full marks."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from autograder import bank, hints, topics
from autograder.exam import Property
from autograder.examiner import examine
from autograder.rng import Rng
from autograder.topics import Topic
from autograder.verdicts import Verdict
from course_lib.asking import texts
from course_lib.asking.ask import Ask
from course_lib.asking.failed import Failed
from course_lib.asking.questions import Raised

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.answers.here import Here

TOPIC_OF: dict[str, Topic] = {
    exercise: topic for topic in map(topics.load, topics.names()) for exercise in topic.exercises
}
FIRST = {next(iter(topic.exercises)) for topic in TOPIC_OF.values()}
FIRST_OF_EACH_TOPIC = [name if name in FIRST else pytest.param(name, marks=pytest.mark.slow) for name in TOPIC_OF]
FEW = 8  # calls of one property that are meddled with one by one
CLASSES = ("MultiHeadAttention", "KVCache", "LoRALinear")

ODD = {
    "none": lambda value: None,
    "number": lambda value: 3,
    "text": lambda value: "{got}",
    "object": lambda value: object(),
    "dictionary": lambda value: {"q_proj.weight": torch.ones(2), (1, 2): None},
    "empty tuple": lambda value: (),
    "empty list": lambda value: [],
    "tuple of one": lambda value: (first(value),),
    "tuple of three": lambda value: (first(value),) * 3,
    "tuple of none": lambda value: (None, None),
    "second missing": lambda value: (first(value), None),
    "second without shape": lambda value: (first(value), torch.tensor(1.0)),
    "second complex": lambda value: (first(value), first(value).to(torch.complex64)),
    "without shape": lambda value: each(value, lambda tensor: torch.tensor(1.0)),
    "empty": lambda value: each(value, lambda tensor: tensor[..., :0]),
    "one axis more": lambda value: each(value, lambda tensor: tensor[None]),
    "cut": lambda value: each(value, lambda tensor: tensor[..., :-1]),
    "complex": lambda value: each(value, lambda tensor: tensor.to(torch.complex64)),
    "whole numbers": lambda value: each(value, lambda tensor: tensor.long() + 2),
    "truths": lambda value: each(value, lambda tensor: tensor < 0.3),
    "half": lambda value: each(value, lambda tensor: (tensor + 0.25).half()),
    "not a number": lambda value: each(value, lambda tensor: tensor * torch.nan),
    "infinite": lambda value: each(value, lambda tensor: tensor + torch.inf),
}


def first(value: object) -> torch.Tensor:
    return value[0] if isinstance(value, tuple) else value if isinstance(value, torch.Tensor) else torch.ones(2, 3)


def each(value: object, change: Callable) -> object:
    return tuple(map(change, value)) if isinstance(value, tuple) else change(first(value))


class Meddler:
    """Does something odd to what comes back from the calls of an answer: from the one of that number, 0 for all."""

    def __init__(self, odd: Callable, number: int) -> None:
        self.odd, self.number, self.calls = odd, number, 0

    def wrapped(self, answer: Callable) -> Callable:
        """The answer, meddled with; of a class, its calls, its state and what is made of it."""
        if not isinstance(answer, type):
            return lambda *args, **kwargs: self._changed(answer(*args, **kwargs))
        names = [name for name in ("forward", "state_dict", "update") if hasattr(answer, name)]
        methods: dict[str, object] = {name: self._method(getattr(answer, name)) for name in names}
        if isinstance(length := getattr(answer, "length", None), property):
            methods["length"] = property(lambda made: self._changed(length.fget(made)))
        return type(answer.__name__, (answer,), methods)

    def _method(self, method: Callable) -> Callable:
        return lambda module, *args, **kwargs: self._changed(method(module, *args, **kwargs))

    def _changed(self, value: object) -> object:
        self.calls += 1
        return self.odd(value) if self.number in (0, self.calls) else value


def session_with(exercise: str, meddler: Meddler) -> Here:
    session = Here(bank.own(TOPIC_OF[exercise].name, exercise, "right")[0].path)
    session.change(exercise, meddler.wrapped)
    return session


def ask_one(exercise: str, prop: Property, meddler: Meddler) -> None:
    """One property, asked of a meddled answer; anything but Failed, with a text that exists, or Raised is our fault."""
    described = TOPIC_OF[exercise].exam(exercise).exercise
    try:
        prop.examine(Ask(described, session_with(exercise, meddler)), Rng("odd", exercise, prop.name))
    except Failed as failed:
        assert failed.key in texts.mistakes(exercise)
        for language in ("en", "es"):
            hints.of_failure(exercise, failed, language)
    except Raised:
        pass


@pytest.mark.parametrize("exercise", FIRST_OF_EACH_TOPIC)
def test_nothing_that_comes_back_is_a_fault_of_the_exam(exercise: str) -> None:
    for prop in TOPIC_OF[exercise].exam(exercise).properties:
        count = Meddler(lambda value: value, 0)
        ask_one(exercise, prop, count)
        for number in {*range(min(1, count.calls), min(FEW, count.calls) + 1), count.calls}:
            for odd in ODD.values():
                ask_one(exercise, prop, Meddler(odd, number))


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("exercise", TOPIC_OF)
def test_nothing_odd_gets_full_marks(exercise: str, odd: str) -> None:
    result = examine(session_with(exercise, Meddler(ODD[odd], 0)), TOPIC_OF[exercise], exercise, seed="odd")  # type: ignore[arg-type]
    assert result.verdict is not Verdict.GRADER_FAULT, result.detail
    assert result.score < result.max


@pytest.mark.parametrize("odd", ["none", "object", "empty tuple", "dictionary"])
@pytest.mark.parametrize("exercise", [name for name in CLASSES if name in TOPIC_OF])
def test_whatever_a_class_makes_is_no_fault_of_the_exam(exercise: str, odd: str) -> None:
    session = session_with(exercise, Meddler(lambda value: value, 0))
    session.change(exercise, lambda made: lambda *sizes: ODD[odd](made(*sizes)))
    result = examine(session, TOPIC_OF[exercise], exercise, seed="odd")  # type: ignore[arg-type]
    assert result.verdict is not Verdict.GRADER_FAULT and result.score == 0, result.detail
