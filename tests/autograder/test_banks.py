"""Every exam against its bank: no wrong answer gets by, no right one loses a mark, and what is said is true.

Every answer is examined in this process, where a question costs nothing: that tests the exam's judgement. Some of each
exercise are examined in the real sandbox too; all of them, and with many seeds, in ``make test-all``.
``autograder judge`` prints the same as a table.
"""

import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from autograder import bank, topics
from autograder.bank import Answer
from autograder.examiner import examine_file
from autograder.records import ExerciseResult
from autograder.sandbox.process import Template
from autograder.topics import Topic
from autograder.verdicts import Verdict
from course_lib.asking import texts

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.answers.here import asked, examined

SEEDS, MANY_SEEDS = 20, 50
SLOW = pytest.mark.slow
CORE = {
    *("scaled_dot_product_attention", "MultiHeadAttention"),
    *("top_k_filter", "top_p_filter", "sample", "KVCache", "generate_with_cache"),
}
TOPICS = [topics.load(name) for name in topics.names()]
EVERY = [answer for topic in TOPICS for answer in bank.own(topic.name)]
TOPIC_OF: dict[str, Topic] = {exercise: topic for topic in TOPICS for exercise in topic.exercises}


def of_kind(*kinds: str, few: bool = False) -> list[Any]:
    """The answers of these kinds. ``few``: all but one of an exercise and kind are for ``make test-all``."""
    seen: Counter[tuple[str, str]] = Counter()
    params = []
    for answer in (answer for answer in EVERY if answer.kind in kinds):
        seen[answer.exercise, answer.kind] += 1
        late = few and seen[answer.exercise, answer.kind] > 1
        params.append(pytest.param(answer, id=answer.name, marks=[pytest.mark.slow] if late else []))
    return params


def seeds(few: int, many: int) -> list[Any]:
    """Which seeds: the first few in ``make test``, the others of many in ``make test-all`` too."""
    return [pytest.param(range(few), id="few"), pytest.param(range(few, many), id="many", marks=SLOW)]


def a_right_answer(exercise: str) -> Path:
    return next(answer.path for answer in EVERY if answer.exercise == exercise and answer.kind == "right")


def here(answer: Answer, seed: int, language: str = "en") -> ExerciseResult:
    return examined(answer.path, answer.topic, answer.exercise, f"seed {seed}", language)


@pytest.mark.parametrize("answer", of_kind("right", "wrong", "forbidden", few=True))
def test_an_answer_gets_what_it_deserves_in_the_sandbox(answer: Answer, template: Template) -> None:
    result = examine_file(answer.path, TOPIC_OF[answer.exercise], answer.exercise, template=template)
    assert (complaint := answer.complaint(result)) is None, complaint


@pytest.mark.parametrize("numbers", seeds(1, SEEDS))
@pytest.mark.parametrize("answer", of_kind("right"))
def test_a_right_answer_never_loses_a_mark(answer: Answer, numbers: range) -> None:
    for seed in numbers:
        result = here(answer, seed)
        assert result.verdict is Verdict.RIGHT and result.score == result.max, (seed, answer.complaint(result))


@pytest.mark.parametrize("numbers", seeds(1, SEEDS))
@pytest.mark.parametrize("answer", of_kind("wrong"))
def test_a_wrong_answer_gets_the_same_whatever_the_seed(answer: Answer, numbers: range) -> None:
    """And is told so, in both languages in turn."""
    said = set()
    for seed in numbers:
        result = here(answer, seed, ("en", "es")[(seed + len(answer.name)) % 2])
        assert (complaint := answer.complaint(result)) is None, (seed, complaint)
        said.add((result.verdict, tuple((each.passed, each.hint_key) for each in result.properties)))
        _has_no_holes(result)
    assert len(said) == 1, said


def _has_no_holes(result: ExerciseResult) -> None:
    for found in result.properties:
        hint = found.hint or ""
        assert (found.passed is False) <= bool(hint), found.name
        assert not re.search(r"\{[a-z_]+\}", hint), hint  # a place that nothing filled
        for hole in ("Foreign(", " ,", " ?", "None[", "  ", ": ."):
            assert hole not in hint, hint


@pytest.mark.parametrize("numbers", seeds(3, MANY_SEEDS))
@pytest.mark.parametrize("exercise", TOPIC_OF)
def test_every_kind_of_input_is_asked_whatever_the_seed(exercise: str, numbers: range) -> None:
    exam = TOPIC_OF[exercise].exam(exercise)
    assert exam.kinds, "no kind is declared"
    for seed in numbers:
        questions = asked(a_right_answer(exercise), exam, f"kinds {seed}")
        missing = [name for name, holds in exam.kinds.items() if not holds(questions)]
        assert not missing, (seed, missing)


@pytest.mark.parametrize("exercise", TOPIC_OF)
def test_likely_mistakes_are_the_same_functions_for_every_input(exercise: str) -> None:
    """Always the same keys in the same order, so that each is one function; and each has its sentences."""
    exam = TOPIC_OF[exercise].exam(exercise)
    questions = asked(a_right_answer(exercise), exam, "mistakes")
    keys = {tuple(key for key, _ in exam.exercise.mistakes(*given)) for given in questions if _may_err(exam, given)}
    assert len(keys) == 1, keys
    known = texts.mistakes(exercise)
    assert [key for key in next(iter(keys)) if key not in known] == []


def _may_err(exam, given) -> bool:
    """Arguments that a right answer refuses have no mistakes either."""
    try:
        exam.exercise.right(*given)
    except (ValueError, KeyError, IndexError):
        return False
    return True


@pytest.mark.parametrize("exercise", TOPIC_OF)
def test_a_bank_lacks_nothing(exercise: str) -> None:
    """It is large enough, each wrong answer says what it must get, and each text of a mistake is given by one."""
    least = {"wrong": 20, "right": 8} if exercise in CORE else {}
    assert bank.lacking(TOPIC_OF[exercise], exercise, **least) == []


@pytest.mark.parametrize("exercise", TOPIC_OF)
def test_the_file_and_the_code_name_the_same_properties(exercise: str) -> None:
    assert bank.disagreement(TOPIC_OF[exercise], exercise) is None
