"""Do marks, verdicts and hints say what happened, and is a fault of ours never a zero?"""

import types
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from autograder import examiner
from autograder.properties import Ask, Exam, Mistake, Rng, expect, expect_close
from autograder.records import ExerciseResult
from autograder.sandbox.limits import Limits
from autograder.session import Session
from autograder.topics import ExerciseSpec, PropertySpec, Topic
from autograder.verdicts import Verdict, combine

Open = Callable[..., Session]

exam = Exam("double")


@exam.property("zero")
def zero(ask: Ask, rng: Rng) -> None:
    expect_close(ask.call("double", torch.zeros(2)), torch.zeros(2))


@exam.property("values", core=True)
def values(ask: Ask, rng: Rng) -> None:
    x = rng.normal(3, dtype=torch.float32)
    expect_close(ask.call("double", x), 2 * x, mistakes=[Mistake("tripled", 3 * x)])


@exam.property("ours")
def ours(ask: Ask, rng: Rng) -> None:
    assert ask.call("double", torch.tensor(500.0)).item() != 1.0, "a bug of the exam's own"


@exam.property("negative")
def negative(ask: Ask, rng: Rng) -> None:
    expect(ask.call("double", -torch.ones(1)).item() == -2.0, "sign")


def make_topic() -> Topic:
    names = {"values": 2.0, "zero": 1.0, "negative": 1.0, "ours": 0.5}
    properties = {name: PropertySpec(weight, {"en": name, "es": name}) for name, weight in names.items()}
    hints = {
        "tripled": {"en": "tripled: {got} for {expected}", "es": "triplicado: {got} por {expected}"},
        "sign": {"en": "sign {nobody}", "es": "signo"},
    }
    spec = ExerciseSpec("double", 9.0, ("torch.add",), properties, hints)
    limits = Limits(question_cpu_s=1, cell_cpu_s=2, memory_mb=700)
    topic = Topic("99_test", "test", Path("test.toml"), limits, "cpu", {"double": spec})
    topic.__dict__["code"] = types.SimpleNamespace(exam=exam)
    return topic


def examine(open_session: Open, source: str, language: str = "en", seed: str = "a") -> ExerciseResult:
    session = open_session(f"import torch\n{source}", ways=["torch.add"])
    return examiner.examine(session, make_topic(), "double", seed=seed, language=language)


def test_does_a_right_answer_get_everything(open_session: Open) -> None:
    result = examine(open_session, "def double(x): return x + x")
    assert (result.score, result.max, result.verdict) == (9.0, 9.0, Verdict.RIGHT)
    assert [found.name for found in result.properties] == ["values", "zero", "ours", "negative"], "core ones first"
    assert all(found.passed and found.hint is None for found in result.properties)


def test_are_hints_and_details_free_of_escape_sequences(open_session: Open) -> None:
    result = examine(open_session, "def double(x): raise ValueError('\\x1b[31mred\\x1b]0;title\\x07 \\u202eback')")
    assert "red back" in str(result.properties[0].hint) and "red back" in result.detail
    assert not set("\x1b\x07\u202e") & set(f"{result.properties[0].hint}{result.detail}")


def test_does_a_wrong_one_get_nothing_and_the_name_of_its_mistake(open_session: Open) -> None:
    result = examine(open_session, "def double(x): return 3 * x", language="es")
    assert (result.score, result.verdict) == (0.0, Verdict.WRONG)
    assert result.properties[0].hint_key == "tripled" and str(result.properties[0].hint).startswith("triplicado: ")
    assert all(found.hint is None for found in result.properties[1:]), "the others were not asked"


def test_does_partly_right_keep_its_marks(open_session: Open) -> None:
    result = examine(open_session, "def double(x): return 2 * x if x.numel() != 1 or x.item() > 0 else x")
    assert (result.score, result.verdict) == (7.0, Verdict.PARTLY_RIGHT)
    assert result.properties[3].hint == "sign ?", "a brace that nobody fills shows"


@pytest.mark.parametrize(
    ("source", "verdict", "key"),
    [
        ("def double(x): raise NotImplementedError", Verdict.MISSING, "not_implemented"),
        ("def triple(x): return 3 * x", Verdict.MISSING, "missing"),
        ("def double(x): return undefined", Verdict.RAISED, "raised"),
        ("def double(x): return torch.add(x, x)", Verdict.FORBIDDEN, "forbidden"),
        ("def double(x): return None", Verdict.WRONG, "none"),
        ("def double(x): return x.tolist()", Verdict.WRONG, "type"),
        ("def double(x): return (2 * x).double()", Verdict.WRONG, "dtype"),
        ("def double(x): return 2 * x[:1]", Verdict.WRONG, "shape"),
        ("def double(x): return x / 0 * 0", Verdict.WRONG, "not_finite"),
        ("def double(x): raise MemoryError", Verdict.OUT_OF_MEMORY, "out_of_memory"),
        ("def double(x):\n    while True: pass", Verdict.TIMED_OUT, "timed_out"),
        ("def double(x): import os; os._exit(1)", Verdict.DIED, "died"),
        ("def double(x):\n    while True: print('x' * 999)", Verdict.TOO_MUCH_OUTPUT, "too_much_output"),
        ("double = 3", Verdict.RAISED, "raised"),
    ],
)
def test_is_every_ending_named_and_worth_nothing(open_session: Open, source: str, verdict: Verdict, key: str) -> None:
    result = examine(open_session, source)
    assert (result.score, result.verdict, result.properties[0].hint_key) == (0.0, verdict, key)
    assert result.properties[0].hint


def test_do_marks_earned_before_the_end_stay_and_the_rest_is_asked_in_a_fresh_box(open_session: Open) -> None:
    source = "def double(x):\n    while x.numel() == 2: pass\n    return x + x"
    first = examine(open_session, source)
    assert (first.score, first.verdict) == (4.0, Verdict.TIMED_OUT)
    settled = [found for found in first.properties if found.passed or found.hint_key]
    session = open_session(f"import torch\n{source}", ways=["torch.add"])
    second = examiner.examine(session, make_topic(), "double", seed="a", earlier=settled)
    assert (second.score, second.verdict) == (7.0, Verdict.TIMED_OUT)


def test_is_a_bug_of_ours_a_grader_fault_and_not_a_zero(open_session: Open) -> None:
    result = examine(open_session, "def double(x): return x * 0 + 1 if x.dim() == 0 else x + x")
    assert result.verdict is Verdict.GRADER_FAULT and not result.verdict.final
    assert "a bug of the exam's own" in result.detail


def test_does_another_seed_ask_other_questions_and_the_same_one_the_same() -> None:
    first, again, other = (Rng(seed, "e", "p").normal(4) for seed in ("a", "a", "b"))
    assert torch.equal(first, again) and not torch.equal(first, other)


def test_does_a_mask_leave_something_and_hide_something_in_each_row() -> None:
    mask = Rng("a").mask(50, 4, keep=0.9)
    assert mask.any(-1).all() and not mask.all(-1).any()
    assert Rng("a").mask(3, 1).all(), "with one column there is nothing to hide"


@pytest.mark.parametrize(
    ("verdicts", "earned", "expected"),
    [
        ([Verdict.RIGHT, Verdict.RIGHT], True, Verdict.RIGHT),
        ([Verdict.RIGHT, Verdict.WRONG], True, Verdict.PARTLY_RIGHT),
        ([Verdict.RIGHT, Verdict.WRONG], False, Verdict.WRONG),
        ([Verdict.WRONG, Verdict.RAISED], False, Verdict.RAISED),
        ([Verdict.RIGHT, Verdict.TIMED_OUT], True, Verdict.TIMED_OUT),
        ([Verdict.TIMED_OUT, Verdict.GRADER_FAULT], True, Verdict.GRADER_FAULT),
        ([], False, Verdict.MISSING),
    ],
)
def test_do_verdicts_combine_to_what_says_most(verdicts: list[Verdict], earned: bool, expected: Verdict) -> None:
    assert combine(verdicts, earned=earned) is expected
