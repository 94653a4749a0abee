"""The visible checks against the banks: every right answer passes, every wrong one is told what is wrong with it."""

import re
import sys
import traceback
import warnings
from pathlib import Path
from typing import Any

import pytest
import torch

from autograder import topics
from course_lib.checks import CAUSES, EXERCISES, CheckFailed, check
from course_lib.checks.checker import COMMON
from course_lib.language import set_language, text

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.answers.bank import TOPICS, Answer, answers

TOPIC_OF = {exercise: topic for topic in map(topics.load, TOPICS) for exercise in topic.exercises}
CALLED = {
    "not_finite": ("not_finite_mask",),
    "dtype": ("table_dtype",),
}  # a check may say it more exactly than the exam


@pytest.fixture(autouse=True)
def in_english():
    set_language("en")
    yield
    set_language("en")


def loaded(answer: Answer) -> Any:
    """The object that the file defines, or None if it has another name."""
    space: dict[str, Any] = {"__name__": "answer"}
    exec(compile(answer.path.read_text("utf-8"), str(answer.path), "exec"), space)
    return space.get(answer.exercise)


def told(answer: Answer) -> str:
    """What the check says of a wrong answer; empty if it says nothing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            check(answer.exercise, loaded(answer))
    except CheckFailed as failed:
        return str(failed)
    return ""


def bank(kind: str) -> list[Any]:
    return [pytest.param(answer, id=answer.name) for topic in TOPICS for answer in answers(topic, kind)]


@pytest.mark.parametrize("answer", bank("right"))
def test_a_right_answer_passes_every_check(answer: Answer, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(answer) == ""
    assert "visible checks pass" in capsys.readouterr().out


@pytest.mark.parametrize("answer", bank("wrong"))
def test_a_wrong_answer_is_told_its_mistake(answer: Answer) -> None:
    message = told(answer)
    assert message, "a red check was expected"
    assert EXERCISES[answer.exercise].number in message
    if answer.hint:
        sentences = [
            table[key].mistake
            for key in (answer.hint, *CALLED.get(answer.hint, ()))
            for table in (CAUSES[answer.exercise], COMMON)
            if key in table
        ]
        assert any(sentence in message for sentence in sentences), f"{answer.hint} expected in\n{message}"


@pytest.mark.parametrize("answer", [param for param in bank("wrong") if param.values[0].path.stem == "not_written"])
def test_a_stub_fails_with_its_number(answer: Answer) -> None:
    assert told(answer).startswith(f"Exercise {EXERCISES[answer.exercise].number}: not written yet")


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_number_of_hidden_properties_is_the_exams(exercise: str) -> None:
    assert EXERCISES[exercise].hidden == len(TOPIC_OF[exercise].exercises[exercise].properties)


@pytest.mark.parametrize("topic", TOPICS)
def test_numbers_follow_the_notebook(topic: str) -> None:
    exercises = topics.load(topic).exercises
    numbers = [f"{int(topic[:2])}.{place}" for place, _ in enumerate(exercises, start=1)]
    assert [EXERCISES[exercise].number for exercise in exercises] == numbers


def test_every_exam_has_its_visible_check() -> None:
    assert set(EXERCISES) == set(TOPIC_OF) == set(CAUSES)


def test_a_failed_check_is_short_in_jupyter() -> None:
    with pytest.raises(CheckFailed) as failed:
        check("causal_mask", lambda n: torch.ones(n, n, dtype=torch.bool))
    lines = failed.value._render_traceback_()
    assert len(lines) == 6 and lines[0] == "Exercise 4.2 · causal_mask: not right yet"
    assert failed.value.__suppress_context__ and "learner" not in "".join(traceback.format_exception(failed.value))
    assert re.search(r"came out\s+mask\[0, 1\] = True", "\n".join(lines)), lines


def test_an_error_is_located_in_the_learners_code(tmp_path: Path) -> None:
    cell = tmp_path / "cell.py"
    cell.write_text("import torch\n\ndef causal_mask(n):\n    return torch.ones(n, n).reshape(7)\n", "utf-8")
    space: dict[str, Any] = {}
    exec(compile(cell.read_text("utf-8"), str(cell), "exec"), space)
    for language, where in (("en", "stopped at  line 4 of its cell: "), ("es", "se detuvo en  línea 4 de su celda: ")):
        set_language(language)
        with pytest.raises(CheckFailed) as failed:
            check("causal_mask", space["causal_mask"])
        assert where + "return torch.ones(n, n).reshape(7)" in str(failed.value)
        assert text(COMMON["raised"].mistake) not in str(failed.value)


def test_the_statements_example_comes_first() -> None:
    def unscaled(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: object = None) -> object:
        weights = (query @ key.mT).softmax(-1)
        return weights @ value, weights

    with pytest.raises(CheckFailed) as failed:
        check("scaled_dot_product_attention", unscaled)
    message = str(failed.value)
    assert "query [[1, 0]], key" in message and re.search(r"expected\s+6\.6048", message)
    assert (
        CAUSES["scaled_dot_product_attention"]["no_scaling"].mistake in message
    )  # though in the example, n = 1 makes other scales look the same


def test_an_unknown_exercise_is_refused() -> None:
    with pytest.raises(ValueError, match="no exercise is called 'causal'"):
        check("causal", print)


def test_messages_are_in_the_chosen_language() -> None:
    set_language("es")
    with pytest.raises(CheckFailed, match=r"Ejercicio 4\.2 · causal_mask: todavía no"):
        check("causal_mask", lambda n: torch.ones(n, n, dtype=torch.bool))


@pytest.mark.parametrize("exercise", CAUSES)
def test_every_cause_is_translated(exercise: str) -> None:
    set_language("es")
    sentences = [sentence for cause in (COMMON | CAUSES[exercise]).values() for sentence in cause]
    assert [sentence for sentence in sentences if text(sentence) == sentence] == []
