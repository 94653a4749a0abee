"""Every exam against its banks: no wrong answer gets by, no right one loses a mark.

Each answer is examined once in the real sandbox. Twenty seeds are tried in this process, where a question costs
nothing: they test the exam's judgement, not the sandbox. ``python -m tests.answers`` prints the same as a table.
"""

import re
import sys
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from autograder import topics
from autograder.examiner import examine, examine_file, hint_text
from autograder.properties import Ask, Failed, Property, Raised, Rng, exams_of
from autograder.records import ExerciseResult
from autograder.sandbox.process import Template
from autograder.topics import COMMON_HINTS, Topic
from autograder.verdicts import Verdict

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.answers.bank import TOPICS, Answer, answers
from tests.answers.here import Here

SEEDS = 20
CORE = {
    *("scaled_dot_product_attention", "MultiHeadAttention"),
    *("top_k_filter", "top_p_filter", "sample", "KVCache", "generate_with_cache"),
}
EVERY = [answer for name in TOPICS for answer in answers(name)]
TOPIC_OF = {exercise: topic for topic in map(topics.load, TOPICS) for exercise in topic.exercises}
CLASSES = ("MultiHeadAttention", "KVCache")


def examined_here(answer: Answer, seed: str, language: str = "en") -> ExerciseResult:
    """The result of an answer examined in this process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return examine(Here(answer.path), TOPIC_OF[answer.exercise], answer.exercise, seed=seed, language=language)  # type: ignore[arg-type]


@pytest.mark.parametrize("answer", EVERY, ids=lambda answer: answer.name)
def test_an_answer_gets_what_it_deserves(answer: Answer, template: Template) -> None:
    result = examine_file(answer.path, TOPIC_OF[answer.exercise], answer.exercise, template=template)
    assert (complaint := answer.complaint(result)) is None, complaint
    assert not answer.hint or not holes(answer, result, "en")


@pytest.mark.parametrize("answer", [a for a in EVERY if a.kind == "right"], ids=lambda answer: answer.name)
def test_a_right_answer_never_loses_a_mark(answer: Answer) -> None:
    for seed in range(SEEDS):
        result = examined_here(answer, f"seed {seed}")
        assert result.verdict is Verdict.RIGHT and result.score == result.max, (seed, answer.complaint(result))


@pytest.mark.slow
@pytest.mark.parametrize("answer", [a for a in EVERY if a.kind == "wrong" and a.hint], ids=lambda answer: answer.name)
def test_a_wrong_answer_is_named_whatever_the_seed(answer: Answer) -> None:
    for seed in range(SEEDS):
        language = ("en", "es")[seed % 2]
        result = examined_here(answer, f"seed {seed}", language)
        assert (complaint := answer.complaint(result)) is None, (seed, complaint)
        assert not holes(answer, result, language)


def holes(answer: Answer, result: ExerciseResult, language: str) -> bool:
    """Whether the hint of the answer's property shows a {brace} that nobody filled."""
    got = next(item for item in result.properties if item.name == answer.property)
    assert got.hint and got.hint_key
    hints = {**COMMON_HINTS, **TOPIC_OF[answer.exercise].exercises[answer.exercise].hints}
    parts = re.split(r"\{\w+\}", hints[got.hint_key][language])
    filled = re.fullmatch("(.*)".join(map(re.escape, parts)), got.hint, flags=re.DOTALL)
    return filled is None or "?" in filled.groups()


# ------------------------------------------------------------ answers that nobody would think of

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
    session = Here(next(answer.path for answer in EVERY if answer.exercise == exercise and answer.kind == "right"))
    session.change(exercise, meddler.wrapped)
    return session


def ask_one(exercise: str, prop: Property, meddler: Meddler) -> None:
    """One property, asked of a meddled answer; anything but Failed, with a hint that exists, or Raised is our fault."""
    try:
        prop.examine(Ask(session_with(exercise, meddler)), Rng("odd", exercise, prop.name))  # type: ignore[arg-type]
    except Failed as failed:
        for language in ("en", "es"):
            hint_text(TOPIC_OF[exercise].exercises[exercise], failed.hint, language, failed.numbers)
    except Raised:
        pass


@pytest.mark.parametrize("exercise", TOPIC_OF)
def test_nothing_that_comes_back_is_a_fault_of_the_exam(exercise: str) -> None:
    for prop in exams_of(TOPIC_OF[exercise].code)[exercise].properties:
        count = Meddler(lambda value: value, 0)
        ask_one(exercise, prop, count)
        for number in range(min(1, count.calls), count.calls + 1):
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


def test_the_banks_are_large_enough() -> None:
    size = Counter((answer.exercise, answer.kind) for answer in EVERY)
    for exercise in TOPIC_OF:
        wrong, right = (20, 8) if exercise in CORE else (8, 3)
        assert size[exercise, "wrong"] >= wrong and size[exercise, "right"] >= right
        names = {answer.path.stem for answer in EVERY if answer.exercise == exercise}
        assert {"always_raises", "echo", "zeros", "none"} <= names


@pytest.mark.parametrize("topic", map(topics.load, TOPICS), ids=TOPICS)
def test_the_file_and_the_code_name_the_same_properties(topic: Topic) -> None:
    assert set(exams_of(topic.code)) == set(topic.exercises)
    for name, exam in exams_of(topic.code).items():
        spec = topic.exercises[name]
        assert [prop.name for prop in exam.properties if prop.core] == ["values"]
        assert {prop.name for prop in exam.properties} == set(spec.properties)


def test_every_hint_shows_the_same_numbers_in_both_languages() -> None:
    """What fills the braces of one fills those of the other."""
    for spec in (topic.exercises[name] for name, topic in TOPIC_OF.items()):
        for key, texts in {**COMMON_HINTS, **spec.hints}.items():
            english, spanish = (set(re.findall(r"\{(\w+)\}", texts[language])) for language in ("en", "es"))
            assert english == spanish, (spec.name, key)


def test_every_hint_is_given_to_some_wrong_answer() -> None:
    """A hint that nothing gives is a hint that nobody checked."""
    common = set(COMMON_HINTS)
    for name, topic in TOPIC_OF.items():
        spec = topic.exercises[name]
        given = {answer.hint for answer in EVERY if answer.exercise == name}
        assert set(spec.hints) - given - common == set()
