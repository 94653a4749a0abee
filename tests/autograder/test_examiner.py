"""Do marks, verdicts and hints say what happened, and is a fault of ours never a zero?"""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from autograder import examiner
from autograder.exam import Exam
from autograder.records import ExerciseResult
from autograder.rng import Rng
from autograder.sandbox.limits import Limits
from autograder.session import Session
from autograder.topics import ExerciseSpec, PropertySpec, Topic
from autograder.verdicts import Verdict, combine
from course_lib.asking import texts
from course_lib.asking.ask import Ask
from course_lib.asking.exercise import Exercise, NotApplicable
from course_lib.asking.failed import Failed
from course_lib.asking.results import Reals

Open = Callable[..., Session]

DOUBLE = Exercise(
    "double",
    number="99.1",
    hidden=6,
    arguments=("x",),
    results=(Reals("doubled"),),
    right=lambda x: 2 * x.double(),
    mistakes=lambda x: [
        ("tripled", 3 * x.double()),
        ("squared", x.double() ** 2),
        ("nothing", 0 * x.double()),
        ("halved", x.double() / 2 if x.numel() > 1 else None),
    ],
    visible=lambda trial: trial.values((torch.ones(2),)),
    hollow=("nothing",),
)

exam = Exam(DOUBLE)


@exam.property("zero", says="result")
def zero(ask: Ask, rng: Rng) -> None:
    ask(torch.zeros(2))


exam.values(lambda rng: (rng.floats(3),), lambda rng: (rng.floats(4),))


@exam.property("ours")
def ours(ask: Ask, rng: Rng) -> None:
    assert ask.call(torch.tensor(500.0)).item() != 1.0, "a bug of the exam's own"


@exam.property("negative", says=lambda given, out: bool((out[0] < 0).all()))
def negative(ask: Ask, rng: Rng) -> None:
    with ask.blaming("sign"):
        ask(-torch.ones(2))


exam.asks("one", (torch.tensor([5.0]),))
exam.unmodified((torch.ones(2),))

TEXTS = """
[mistakes]
tripled = { en = ["It is tripled.", "Twice."], es = ["Se triplica.", "El doble."] }
squared = { en = ["It is squared.", "Twice."], es = ["Se eleva al cuadrado.", "El doble."] }
nothing = { en = ["It is nothing.", "Twice."], es = ["Es nada.", "El doble."] }
halved = { en = ["It is halved.", "Twice."], es = ["Es la mitad.", "El doble."] }
sign = { en = ["The sign is lost.", "Keep it."], es = ["Se pierde el signo.", "Consérvalo."] }
one = { en = ["It fails for one.", "Any size."], es = ["Falla con uno.", "Cualquier tamaño."] }
"""


class PaperTopic(Topic):
    def exam(self, exercise: str) -> Exam:
        return exam


@pytest.fixture(autouse=True)
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "double.toml").write_text(TEXTS, "utf-8")
    monkeypatch.setattr(texts, "EXERCISES", tmp_path)


def make_topic(follow_through: float = 0.5) -> Topic:
    names = {"values": 2.0, "zero": 1.0, "negative": 1.0, "ours": 0.5, "one": 0.5, "unmodified": 1.0}
    properties = {name: PropertySpec(weight, name, name) for name, weight in names.items()}
    spec = ExerciseSpec("double", 12.0, ("torch.add",), properties, follow_through)
    limits = Limits(question_cpu_s=1, cell_cpu_s=2, memory_mb=700)
    return PaperTopic("99_test", "test", Path("test"), limits, "cpu", {"double": spec})


def examine(
    open_session: Open, source: str, language: str = "en", seed: str = "a", follow_through: float = 0.5
) -> ExerciseResult:
    session = open_session(f"import torch\n{source}", forbidden=["torch.add"])
    return examiner.examine(session, make_topic(follow_through), "double", seed=seed, language=language)


def signs(result: ExerciseResult) -> dict[str, bool | None]:
    return {found.name: found.passed for found in result.properties}


def test_a_right_answer_gets_everything(open_session: Open) -> None:
    result = examine(open_session, "def double(x): return x + x")
    assert (result.score, result.max, result.verdict) == (12.0, 12.0, Verdict.RIGHT)
    assert next(iter(signs(result))) == "values", "core ones first"
    assert all(found.passed and found.hint is None for found in result.properties)


def test_hints_and_details_are_free_of_escape_sequences(open_session: Open) -> None:
    result = examine(open_session, "def double(x): raise ValueError('\\x1b[31mred\\x1b]0;title\\x07 \\u202eback')")
    assert "red back" in str(result.properties[0].hint) and "red back" in result.detail
    assert not set("\x1b\x07\u202e") & set(f"{result.properties[0].hint}{result.detail}")


def test_a_slip_costs_what_it_breaks(open_session: Open) -> None:
    """What holds given the mistake earns half; what is true of right results alone fails unless it holds anyway."""
    result = examine(open_session, "def double(x): return 3 * x", language="es")
    assert signs(result) == dict.fromkeys(signs(result), True) | {"values": False}
    assert result.properties[0].hint_key == "tripled" and str(result.properties[0].hint).startswith("Se triplica. ")
    given = {found.name: found.given for found in result.properties}
    assert given == dict.fromkeys(given) | {"negative": "tripled", "one": "tripled"}
    assert (result.score, result.verdict) == (4.0, Verdict.PARTLY_RIGHT)


def test_a_statement_that_the_mistake_makes_false_fails(open_session: Open) -> None:
    result = examine(open_session, "def double(x): return x * x")
    found = {each.name: each for each in result.properties}
    assert found["negative"].passed is False and found["negative"].hint_key == "sign"
    assert "[0] is 1, expected -2" in str(found["negative"].hint), "the facts are those of the right result"
    assert found["one"].passed is True and found["one"].given == "squared"


def test_what_a_mistake_says_nothing_of_is_left_unexamined(open_session: Open) -> None:
    result = examine(open_session, "def double(x): return x / 2")
    assert signs(result)["one"] is None and DOUBLE.mistakes(torch.ones(1))[3] == ("halved", None)
    with pytest.raises(NotApplicable):
        next(slip for slip, _ in DOUBLE.slips(torch.ones(2)) if slip.key == "halved").gives(torch.ones(1))


def test_following_through_can_be_turned_off(open_session: Open) -> None:
    result = examine(open_session, "def double(x): return 3 * x", follow_through=0.0)
    assert (result.score, result.verdict) == (0.0, Verdict.WRONG)
    assert signs(result)["unmodified"] is True


@pytest.mark.parametrize("source", ["0 * x", "x", "x + 1", "x.abs()"])
def test_what_has_no_name_or_is_hollow_earns_nothing_further(open_session: Open, source: str) -> None:
    result = examine(open_session, f"def double(x): return {source}")
    assert (result.score, result.verdict) == (0.0, Verdict.WRONG)
    assert signs(result) == dict.fromkeys(signs(result)) | {"values": False}, "not examined is neither"


def test_partly_right_keeps_its_marks(open_session: Open) -> None:
    result = examine(open_session, "def double(x): return 2 * x if x.numel() != 2 or x.sum() >= 0 else x")
    assert (result.score, result.verdict) == (10.0, Verdict.PARTLY_RIGHT)
    assert signs(result)["negative"] is False


def test_another_mistake_beside_the_named_one_is_seen(open_session: Open) -> None:
    source = "def double(x):\n    y = 3 * x\n    x.zero_()\n    return y"
    found = {each.name: each for each in examine(open_session, source).properties}
    assert found["unmodified"].passed is False and found["unmodified"].hint_key == "mutated"
    assert found["one"].passed is True


@pytest.mark.parametrize(
    ("source", "verdict", "key"),
    [
        ("def double(x): raise NotImplementedError", Verdict.MISSING, "not_implemented"),
        ("def double(x): return (2 * x).long().softmax(-1)", Verdict.RAISED, "raised"),  # torch's NotImplementedError
        ("def triple(x): return 3 * x", Verdict.MISSING, "missing"),
        ("def double(x): return undefined", Verdict.RAISED, "raised"),
        ("def double(x): return torch.add(x, x)", Verdict.FORBIDDEN, "forbidden"),
        ("from course_lib.rnn import double", Verdict.FORBIDDEN, "forbidden"),
        ("def double(x): return None", Verdict.WRONG, "none"),
        ("def double(x): return x.tolist()", Verdict.WRONG, "type"),
        ("def double(x): return 2 * x[:1]", Verdict.WRONG, "shape"),
        ("def double(x): return x / 0 * 0", Verdict.WRONG, "not_finite"),
        ("def double(x): raise MemoryError", Verdict.OUT_OF_MEMORY, "out_of_memory"),
        ("def double(x):\n    while True: pass", Verdict.TIMED_OUT, "timed_out"),
        ("def double(x): import os; os._exit(1)", Verdict.DIED, "died"),
        ("def double(x):\n    while True: print('x' * 999)", Verdict.TOO_MUCH_OUTPUT, "too_much_output"),
        ("double = 3", Verdict.RAISED, "raised"),
    ],
)
def test_every_ending_is_named_and_worth_nothing(open_session: Open, source: str, verdict: Verdict, key: str) -> None:
    result = examine(open_session, source)
    assert (result.score, result.verdict, result.properties[0].hint_key) == (0.0, verdict, key)
    assert result.properties[0].hint
    assert [found.passed for found in result.properties[1:]] == [None] * 5


def test_marks_earned_before_the_end_stay_and_the_rest_is_asked_in_a_fresh_box(open_session: Open) -> None:
    source = "def double(x):\n    while x.numel() == 2 and not x.any(): pass\n    return x + x"
    first = examine(open_session, source)
    assert (first.score, first.verdict) == (4.0, Verdict.TIMED_OUT)
    settled = [found for found in first.properties if found.passed is not None]
    session = open_session(f"import torch\n{source}", forbidden=["torch.add"])
    second = examiner.examine(session, make_topic(), "double", seed="a", earlier=settled)
    assert (second.score, second.verdict) == (10.0, Verdict.TIMED_OUT)


def test_a_named_mistake_is_followed_in_a_fresh_box_too(open_session: Open) -> None:
    source = "def double(x):\n    while x.numel() == 2 and not x.any(): pass\n    return 3 * x"
    first = examine(open_session, source)
    settled = [found for found in first.properties if found.passed is not None]
    session = open_session(f"import torch\n{source}", forbidden=["torch.add"])
    second = examiner.examine(session, make_topic(), "double", seed="a", earlier=settled)
    assert signs(second) == dict.fromkeys(signs(second), True) | {"values": False, "zero": False}


def test_a_bug_of_ours_is_a_grader_fault_and_not_a_zero(open_session: Open) -> None:
    result = examine(open_session, "def double(x): return x * 0 + 1 if x.dim() == 0 else x + x")
    assert result.verdict is Verdict.GRADER_FAULT and not result.verdict.final
    assert "a bug of the exam's own" in result.detail
    assert signs(result)["ours"] is None, "a fault of ours says nothing of the answer"


def test_a_failure_without_a_text_still_says_something() -> None:
    assert examiner.hints.of_failure("double", Failed("no_such_key"), "en").startswith("The computation differs")


def test_another_seed_asks_other_questions_and_the_same_one_the_same() -> None:
    first, again, other = (Rng(seed, "e", "p").normal(4) for seed in ("a", "a", "b"))
    assert torch.equal(first, again) and not torch.equal(first, other)


def test_a_mask_leaves_something_and_hides_something_in_each_row() -> None:
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
def test_verdicts_combine_to_what_says_most(verdicts: list[Verdict], earned: bool, expected: Verdict) -> None:
    assert combine(verdicts, earned=earned) is expected
