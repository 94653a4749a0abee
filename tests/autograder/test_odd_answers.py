"""Answers that nobody would think of: whatever comes back, it is no fault of ours, and never full marks."""

import random
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from autograder.examiner import examine
from autograder.verdicts import Verdict
from course_lib.asking import direct
from course_lib.asking.normal import ARGUMENTS, Bounds, TooMuch, normal
from course_lib.asking.questions import Foreign
from course_lib.exercises import CheckFailed, check

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.answers.odd import CONSTANTS, ODD, TOPIC_OF, Case, cases, loaded, right_answer

PLACES = 3  # drawn for each exercise and value
DRAWN = 5  # cases of each exercise in ``make test``
CLASSES = ("MultiHeadAttention", "KVCache", "LoRALinear")


@pytest.fixture(autouse=True)
def without_warnings() -> Iterator[None]:
    """Torch warns of complex numbers made real; to learners and instructors nothing is shown of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def look_at(case: Case) -> None:
    result = case.examined()
    assert result.verdict is not Verdict.GRADER_FAULT, (case, result.detail)
    if case.odd in CONSTANTS and case.place == 1 and case.on:
        assert result.score < result.max, case


@pytest.mark.parametrize("exercise", TOPIC_OF)
def test_a_drawn_value_in_a_drawn_place_is_no_fault_of_ours(exercise: str) -> None:
    listed = list(cases(exercise, PLACES))
    for case in random.Random(exercise).sample(listed, DRAWN):
        look_at(case)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("exercise", TOPIC_OF)
def test_no_odd_value_in_any_place_is_a_fault_of_ours(exercise: str) -> None:
    for case in cases(exercise, PLACES):
        look_at(case)


@pytest.mark.slow
def test_twenty_thousand_exams_hold_an_odd_value() -> None:
    assert sum(len(list(cases(exercise, PLACES))) for exercise in TOPIC_OF) >= 20_000


@pytest.mark.parametrize("odd", ["none", "object", "empty tuple", "dict of tensors", "cycle"])
@pytest.mark.parametrize("exercise", CLASSES)
def test_whatever_a_class_makes_is_no_fault_of_the_exam(exercise: str, odd: str) -> None:
    session = right_answer(exercise)
    session.change(exercise, lambda made: lambda *sizes: ODD[odd](made(*sizes)))
    result = examine(session, TOPIC_OF[exercise], exercise, seed="odd")
    assert result.verdict is not Verdict.GRADER_FAULT and result.score == 0, result.detail


@pytest.mark.parametrize("exercise", TOPIC_OF)
def test_no_odd_value_breaks_a_visible_check(exercise: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the learner's own notebook, too: what is not right is told, and nothing else is raised."""
    draw = random.Random(exercise)
    for odd in draw.sample(list(CONSTANTS), DRAWN):
        monkeypatch.setattr(direct, "normal", lambda value, *rest, odd=odd: normal(ODD[odd](value), *rest))
        with pytest.raises(CheckFailed):
            check(exercise, loaded(exercise))


# ---------------------------------------------------------------- the normal form


BEYOND = {"cycle", "too deep", "far too deep", "too wide", "long text", "longest text", "list of long texts"}


@pytest.mark.parametrize("name", CONSTANTS)
def test_the_normal_form_holds_plain_bounded_values_and_nothing_else(name: str) -> None:
    try:
        value = normal(CONSTANTS[name]())
    except TooMuch:
        assert name in BEYOND
    else:
        assert _plain(value), value


def _plain(value: Any) -> bool:
    match value:
        case list() | tuple():
            return type(value) in (list, tuple) and all(map(_plain, value))
        case dict():
            return type(value) is dict and all(map(_plain, [*value, *value.values()]))
        case torch.Tensor():
            return type(value) is torch.Tensor and value.layout is torch.strided and not value.requires_grad
        case int():
            return type(value) in (int, bool) and -(2**63) <= value < 2**63
    return value is None or type(value) in (float, str, Foreign)


def test_a_whole_number_that_no_float_holds_is_infinite() -> None:
    assert [normal(n) for n in (10**400, -(10**400), 2**63, 2**63 - 1)] == [
        *(float("inf"), float("-inf"), 2.0**63, 2**63 - 1)
    ]


MUCH: dict[str, Callable[[], Any]] = {
    "numbers": lambda: torch.zeros(200_000, dtype=torch.float64),
    "values": lambda: [0] * 20_000,
    "characters": lambda: ["a" * 10_000] * 3,
    "depth": lambda: [[[[[1]]]]],
    "keys": lambda: {"a" * 30_000: 1},
}


@pytest.mark.parametrize("name", MUCH)
def test_more_than_an_exam_can_use_is_refused_as_an_argument_of_ours(name: str) -> None:
    bounds = ARGUMENTS if name != "depth" else Bounds(depth=3)
    with pytest.raises(TooMuch):
        normal(MUCH[name](), bounds)
