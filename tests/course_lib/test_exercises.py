"""The visible checks against the banks: every right answer passes, every wrong one is told what is wrong with it."""

import ast
import inspect
import math
import re
import traceback
import warnings
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
import torch

from autograder import bank, topics
from autograder.bank import Answer
from course_lib import stand_ins
from course_lib.asking import patience, texts
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Given, Outputs
from course_lib.asking.numbers import FLOATS
from course_lib.asking.results import Reals, surely_apart
from course_lib.exercises import CheckFailed, check, load, names
from course_lib.language import set_language

TOPICS = [topics.load(name) for name in topics.names()]
NOTEBOOKS = [nbformat.read(path, 4) for path in sorted(Path("notebooks/en").glob("*/*.ipynb"))]
ANSWER_CELLS = [cell for notebook in NOTEBOOKS for cell in notebook.cells if cell.id.startswith("answer_")]


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


def of_kind(kind: str) -> list[Any]:
    return [pytest.param(answer, id=answer.name) for topic in TOPICS for answer in bank.own(topic.name, kind=kind)]


@pytest.mark.parametrize("answer", of_kind("right"))
def test_a_right_answer_passes_every_check(answer: Answer, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(answer) == ""
    assert "visible checks pass" in capsys.readouterr().out


@pytest.mark.parametrize("answer", of_kind("wrong"))
def test_a_wrong_answer_is_told_its_mistake(answer: Answer) -> None:
    """The exam's name for it, unless its first lines say ``# check: KEY``; or ``# check: passes``, where only the exam
    asks what it gets wrong."""
    message = told(answer)
    said = re.search(r"^# check: (\w+)$", answer.path.read_text("utf-8"), flags=re.MULTILINE)
    hint = said[1] if said else answer.hint
    if hint == "passes":
        assert message == ""
        return
    assert message, "a red check was expected"
    assert load(answer.exercise).number in message
    if hint in texts.mistakes(answer.exercise):
        assert texts.mistake(answer.exercise, hint, "en").what in message, f"{hint} expected in\n{message}"


@pytest.mark.parametrize("answer", [param for param in of_kind("wrong") if param.values[0].path.stem == "not_written"])
def test_a_stub_fails_with_its_number(answer: Answer) -> None:
    assert told(answer).startswith(f"Exercise {load(answer.exercise).number}: not written yet")


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_numbers_follow_the_notebook(topic: topics.Topic) -> None:
    numbers = [f"{int(topic.name[:2])}.{place}" for place, _ in enumerate(topic.exercises, start=1)]
    assert [load(exercise).number for exercise in topic.exercises] == numbers


def test_both_wings_have_the_same_exercises() -> None:
    assert sorted(name for topic in TOPICS for name in topic.exercises) == sorted(names())


def test_a_failed_check_is_short_in_jupyter() -> None:
    with pytest.raises(CheckFailed) as failed:
        check("causal_mask", lambda n: torch.ones(n, n, dtype=torch.bool))
    lines = failed.value._render_traceback_()
    assert len(lines) <= 7 and lines[0] == "Exercise 4.2 · causal_mask: not right yet"
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
        assert texts.shared()["mistakes"]["raised"][language][0] not in str(failed.value)


def test_the_statements_example_comes_first() -> None:
    def unscaled(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: object = None) -> object:
        weights = (query @ key.mT).softmax(-1)
        return weights @ value, weights

    with pytest.raises(CheckFailed) as failed:
        check("scaled_dot_product_attention", unscaled)
    message = str(failed.value)
    assert "query [[1, 0]], key" in message and re.search(r"expected\s+6\.6048", message)
    # though in the example, n = 1 makes other scales look the same
    assert texts.mistake("scaled_dot_product_attention", "no_scaling", "en").what in message


def test_an_unknown_exercise_is_refused() -> None:
    with pytest.raises(ValueError, match="no exercise is called 'causal'"):
        check("causal", print)


def test_messages_are_in_the_chosen_language() -> None:
    set_language("es")
    with pytest.raises(CheckFailed, match=r"Ejercicio 4\.2 · causal_mask: todavía no"):
        check("causal_mask", lambda n: torch.ones(n, n, dtype=torch.bool))


@pytest.mark.parametrize("exercise", names())
def test_every_text_is_in_both_languages(exercise: str) -> None:
    own = texts.own(exercise)
    for key, said in own["mistakes"].items():
        assert set(said) == {"en", "es"} and all(len(said[lang]) == 2 and all(said[lang]) for lang in said), key
        assert said["en"] != said["es"], key
    for key, said in own["cases"].items():
        assert set(said) == {"en", "es"} and all(said.values()), key


@pytest.mark.parametrize("exercise", names())
def test_no_two_likely_mistakes_look_alike_where_the_check_first_sees_them(
    exercise: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else one of them is told the other's name."""
    seen: list[tuple[Given, ...]] = []
    ask_values = Ask.values
    monkeypatch.setattr(Ask, "values", lambda ask, *rounds: (seen.append(rounds), ask_values(ask, *rounds)))
    right = next(a for topic in TOPICS for a in bank.own(topic.name, kind="right") if a.exercise == exercise)
    assert told(right) == ""
    made, named = load(exercise), set()

    def taken_for(found: Outputs, other: Outputs) -> bool:
        alike = partial(made.alike, loose=4.0) if exercise != "procrustes" else lambda *two: not made.apart(*two)
        return alike(found, other)

    for rounds in seen:
        wanted = [made.outputs(made.right(*given)) for given in rounds]
        shown: list[tuple[str, list[Outputs]]] = []
        for column in zip(*(list(made.slips(*given)) for given in rounds), strict=True):
            key, values = column[0][0].key, [value for _, value in column]
            if key in named or None in values or not any(map(made.apart, values, wanted)):
                continue
            alike = {name for name, one in shown if name != key and all(map(taken_for, values, one))}
            assert not alike, (key, alike)
            shown.append((key, values))
        named |= {key for key, _ in shown}


def test_a_check_is_as_patient_as_the_most_patient_exam() -> None:
    assert max(topic.limits.question_cpu_s for topic in TOPICS) == patience.QUESTION_CPU_S


@pytest.mark.parametrize("exercise", [name for names in stand_ins.HOMES.values() for name in names])
def test_what_stands_in_for_an_exercise_takes_its_arguments(exercise: str) -> None:
    """Those that the answer cell of the notebook names, in the same order; a class has all of its methods."""
    [cell] = [cell for cell in ANSWER_CELLS if cell.id == f"answer_{exercise}"]
    [written] = [node for node in ast.parse(cell.source).body if getattr(node, "name", "") == exercise]
    own = stand_ins.reference(exercise)
    for node in written.body if isinstance(written, ast.ClassDef) else [written]:
        if isinstance(node, ast.FunctionDef):
            there = own if node is written else inspect.getattr_static(own, node.name)
            there = there.fget if isinstance(there, property) else there
            named = [argument.arg for argument in node.args.args]
            assert list(inspect.signature(there).parameters)[: len(named)] == named, node.name


def test_what_the_first_numbers_tell_apart_is_apart_and_so_is_the_rest_of_it() -> None:
    """All pairs at once and each pair alone, over shapes and the numbers where comparing is delicate."""
    numbers = [math.nan, math.inf, -math.inf, 0.0, 1.0, 1.0119, 1.0121, 1e9]
    shapes = [(2, 3), (6,), (1,), (0,), (40,)]
    values = [torch.full(shape, number, dtype=dtype) for shape in shapes for number in numbers for dtype in FLOATS]
    late = torch.ones(40, dtype=torch.float64)
    late[-1] = 7.0  # only the loop sees it
    values.append(late)
    told = surely_apart(values)
    alone = np.array([[Reals("x").apart(one, other) for other in values] for one in values])
    assert not (told & ~alone).any()
    overlooked = np.argwhere(alone & ~told)
    assert len(overlooked) and (overlooked == len(values) - 1).any(axis=1).all()
