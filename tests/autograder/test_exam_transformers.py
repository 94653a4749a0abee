"""The exam of notebook 04 against its banks: no wrong answer gets by, no right one loses a mark.

Each answer is examined once in the real sandbox. Twenty seeds are tried in this process, where a question costs
nothing: they test the exam's judgement, not the sandbox. ``python -m tests.answers`` prints the same as a table.
"""

import re
import sys
import warnings
from collections import Counter
from pathlib import Path

import pytest

from autograder import topics
from autograder.examiner import COMMON_HINTS, examine, examine_file
from autograder.properties import exams_of
from autograder.records import ExerciseResult
from autograder.sandbox.process import Template
from autograder.verdicts import Verdict

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.answers.bank import Answer, answers
from tests.answers.here import Here

TOPIC = topics.load("04_transformers")
SEEDS = 20
CORE = ("scaled_dot_product_attention", "MultiHeadAttention")
EVERY = answers(TOPIC.name)


def examined_here(answer: Answer, seed: str, language: str = "en") -> ExerciseResult:
    """The result of an answer examined in this process."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return examine(Here(answer.path), TOPIC, answer.exercise, seed=seed, language=language)  # type: ignore[arg-type]


@pytest.mark.parametrize("answer", EVERY, ids=lambda answer: answer.name)
def test_an_answer_gets_what_it_deserves(answer: Answer, template: Template) -> None:
    complaint = answer.complaint(examine_file(answer.path, TOPIC, answer.exercise, template=template))
    assert complaint is None, complaint


@pytest.mark.parametrize("answer", [a for a in EVERY if a.kind == "right"], ids=lambda answer: answer.name)
def test_a_right_answer_never_loses_a_mark(answer: Answer) -> None:
    for seed in range(SEEDS):
        result = examined_here(answer, f"seed {seed}")
        assert result.verdict is Verdict.RIGHT and result.score == result.max, (seed, answer.complaint(result))


@pytest.mark.parametrize("answer", [a for a in EVERY if a.kind == "wrong" and a.hint], ids=lambda answer: answer.name)
def test_a_wrong_answer_is_named_whatever_the_seed(answer: Answer) -> None:
    for language in ("en", "es"):
        result = examined_here(answer, f"another seed, {language}", language)
        assert (complaint := answer.complaint(result)) is None, (language, complaint)
        assert not holes(answer, result, language)


def holes(answer: Answer, result: ExerciseResult, language: str) -> bool:
    """Whether the hint of the answer's property shows a {brace} that nobody filled."""
    got = next(item for item in result.properties if item.name == answer.property)
    assert got.hint and got.hint_key
    hints = {**COMMON_HINTS, **TOPIC.exercises[answer.exercise].hints}
    parts = re.split(r"\{\w+\}", hints[got.hint_key][language])
    filled = re.fullmatch("(.*)".join(map(re.escape, parts)), got.hint, flags=re.DOTALL)
    return filled is None or "?" in filled.groups()


def test_the_banks_are_large_enough() -> None:
    size = Counter((answer.exercise, answer.kind) for answer in EVERY)
    for exercise in TOPIC.exercises:
        wrong, right = (20, 8) if exercise in CORE else (8, 3)
        assert size[exercise, "wrong"] >= wrong and size[exercise, "right"] >= right
        names = {answer.path.stem for answer in EVERY if answer.exercise == exercise}
        assert {"always_raises", "echo", "zeros", "none"} <= names


def test_the_file_and_the_code_name_the_same_properties() -> None:
    for name, exam in exams_of(TOPIC.code).items():
        spec = TOPIC.exercises[name]
        assert [prop.name for prop in exam.properties if prop.core] == ["values"]
        assert {prop.name for prop in exam.properties} == set(spec.properties)


def test_every_hint_is_given_to_some_wrong_answer() -> None:
    """A hint that nothing gives is a hint that nobody checked."""
    common = set(COMMON_HINTS)
    for name, spec in TOPIC.exercises.items():
        given = {answer.hint for answer in EVERY if answer.exercise == name}
        assert set(spec.hints) - given - common == set()
