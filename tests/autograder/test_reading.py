"""The visible check and the exam read a result in the same way: a table of types of results for each exercise.

Every value is returned by a right answer, in another type than usual, and goes both ways: directly, as the check takes
it, and over the wire, as the exam does. What one accepts, the other accepts; what one refuses, the other refuses for
the same reason.
"""

import sys
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from autograder import bank, topics
from autograder.box import wire
from autograder.examiner import examine
from course_lib.asking.normal import normal
from course_lib.asking.questions import Foreign
from course_lib.asking.results import Flags, Ids, Items, Label, Number, Reals, Whole
from course_lib.exercises import CheckFailed, check, load, names

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.answers.here import Here

Pair = namedtuple("Pair", "first second")

VALUES = {
    "None": None,
    "bool": True,
    "int": 3,
    "float": 2.5,
    "text": "a",
    "np.float64": np.float64(2.5),
    "np.float32": np.float32(2.5),
    "np.float16": np.float16(2.5),
    "np.int64": np.int64(3),
    "np.uint8": np.uint8(3),
    "np.bool": np.bool_(True),
    "np.str": np.str_("a"),
    "0-d array": np.array(2.5),
    "array": np.ones(3),
    "complex": 1j,
    "np.complex128": np.complex128(1j),
    "0-d tensor": torch.tensor(2.5),
    "tensor": torch.ones(2, 3),
    "parameter": torch.nn.Parameter(torch.ones(2)),
    "subclass": torch.ones(2).as_subclass(type("Mine", (torch.Tensor,), {})),
    "sparse": torch.ones(2, 2).to_sparse(),
    "list of np": [np.int64(1), np.float32(2.0)],
    "tuple of np": (np.int64(1), np.float64(2.0)),
    "namedtuple": Pair(1, np.int64(2)),
    "torch.Size": torch.ones(2, 3).shape,
    "dict": {"a": np.int64(1), (1, 2): [None]},
    "set": {1, 2},
    "object": object(),
    "module": torch.nn.Linear(1, 1),
}


@pytest.mark.parametrize("name", VALUES)
def test_a_value_comes_out_the_same_directly_and_over_the_wire(name: str) -> None:
    encoder = wire.Encoder()
    tree = encoder.encode(VALUES[name])
    sent = wire.Decoder([bytearray(raw) for raw in encoder.buffers], foreign=Foreign).decode(tree)
    assert plain(sent) == plain(normal(VALUES[name]))


def plain(value: Any) -> Any:
    """A value as something that can be compared; of a Foreign its type alone, since its text may hold an address."""
    if isinstance(value, torch.Tensor):
        return ("tensor", str(value.dtype), tuple(value.shape), value.tolist())
    if isinstance(value, Foreign):
        return ("foreign", value.type_name)
    if isinstance(value, list | tuple):
        return (type(value).__name__, [plain(item) for item in value])
    if isinstance(value, dict):
        return ("dict", [(plain(key), plain(item)) for key, item in value.items()])
    return (type(value).__name__, value)


# ---------------------------------------------------------------- every exercise

# How a result may be changed without being another result, by its kind; and how not. The second says which text.
SAME: dict[type, dict[str, Callable[[Any], Any]]] = {
    Number: {
        "float": lambda x: float(x),
        "np.float64": lambda x: np.float64(x),
        "np.float32": lambda x: np.float32(x),
        "0-d tensor": lambda x: torch.tensor(float(x)),
        "0-d array": lambda x: np.array(float(x)),
    },
    Whole: {
        "int": lambda x: int(x),
        "np.int64": lambda x: np.int64(int(x)),
        "0-d tensor": lambda x: torch.tensor(int(x)),
    },
    Items: {
        "list": lambda x: list(x),
        "tuple": lambda x: tuple(x),
        "np.int64 inside": lambda x: mapped(x, np.int64),
        "0-d tensors inside": lambda x: mapped(x, torch.tensor),
    },
    Reals: {"tensor": lambda x: x, "parameter": lambda x: x},
    Ids: {"tensor": lambda x: x},
    Flags: {"tensor": lambda x: x},
    Label: {"label": lambda x: x},
}
OTHER: dict[type, dict[str, Callable[[Any], Any]]] = {
    Number: {"text": str, "list": lambda x: [x], "bool": bool, "complex": lambda x: complex(float(x))},
    Whole: {"text": str, "list": lambda x: [x], "half more": lambda x: float(x) + 0.5, "bool": bool},
    Items: {"array": lambda x: np.arange(len(x)), "dict": lambda x: dict.fromkeys(range(len(x))), "text": str},
    Reals: {"list": lambda x: x.tolist(), "array": lambda x: x.detach().numpy(), "sparse": lambda x: sparse(x)},
    Ids: {"list": lambda x: x.tolist(), "array": lambda x: x.numpy(), "half more": lambda x: x + 0.5},
    Flags: {"list": lambda x: x.tolist(), "array": lambda x: x.numpy(), "sparse": lambda x: sparse(x)},
    Label: {"text in a list": lambda x: [x], "None": lambda x: None},
}


def mapped(value: Any, to: Callable[[int], Any]) -> Any:
    """Whole numbers in a list, in another type."""
    if isinstance(value, list | tuple):
        return type(value)(mapped(item, to) for item in value)
    return to(value) if type(value) is int else value


def sparse(tensor: torch.Tensor) -> torch.Tensor:
    return tensor.detach().to_sparse() if tensor.dim() else torch.ones(1).to_sparse()


def changed(
    answer: Callable, place: int, several: bool, change: Callable[[Any], Any], pair: Callable = tuple
) -> Callable:
    """The answer, with one of its results changed."""

    def changing(*args: Any, **kwargs: Any) -> Any:
        value = answer(*args, **kwargs)
        if not several:
            return change(value)
        return pair([change(each) if at == place else each for at, each in enumerate(value)])

    return changing


FUNCTIONS = [name for name in names() if name[0].islower()]
TOPIC_OF = {exercise: topics.load(name) for name in topics.names() for exercise in topics.load(name).exercises}


def cases(table: dict[type, dict[str, Callable]]) -> list:
    found = []
    for name in FUNCTIONS:
        for place, kind in enumerate(load(name).results):
            for label, change in table.get(type(kind), {}).items():
                found.append(pytest.param(name, place, change, id=f"{name}-{kind.name}-{label}"))
    return found


def verdicts(name: str, answer: Callable) -> tuple[str, str]:
    """What the check says (empty if it passes), and what the exam gives."""
    try:
        check(name, answer)
        said = ""
    except CheckFailed as failed:
        said = str(failed)
    session = Here(right_of(name))
    session.change(name, lambda _: answer)
    result = examine(session, TOPIC_OF[name], name, seed="reading")  # type: ignore[arg-type]
    lost = [f"{each.name}: {each.hint}" for each in result.properties if not each.passed]
    return said, "; ".join(lost)


def right_of(name: str) -> Path:
    return bank.own(TOPIC_OF[name].name, name, "right")[0].path


def right_answer(name: str) -> Callable:
    space: dict[str, Any] = {"__name__": "answer"}
    exec(compile(right_of(name).read_text("utf-8"), name, "exec"), space)
    return space[name]


@pytest.mark.parametrize(("name", "place", "change"), cases(SAME))
def test_a_result_of_another_type_is_still_right_for_both(name: str, place: int, change: Callable) -> None:
    several = len(load(name).results) > 1
    assert verdicts(name, changed(right_answer(name), place, several, change)) == ("", "")


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if len(load(name).results) > 1])
@pytest.mark.parametrize("pair", [list, lambda values: Pair(*values)], ids=["list", "namedtuple"])
def test_a_pair_is_one_in_any_form(name: str, pair: Callable) -> None:
    assert verdicts(name, changed(right_answer(name), 0, True, lambda x: x, pair)) == ("", "")


@pytest.mark.parametrize(("name", "place", "change"), cases(OTHER))
def test_a_result_of_the_wrong_type_is_refused_by_both(name: str, place: int, change: Callable) -> None:
    several = len(load(name).results) > 1
    said, lost = verdicts(name, changed(right_answer(name), place, several, change))
    assert said and lost
    for text in (said, lost):
        assert "Foreign" not in text and "is a torch.Tensor, expected a torch.Tensor" not in text


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if any(type(k) is Ids for k in load(name).results)])
def test_right_numbers_of_another_dtype_are_called_that(name: str) -> None:
    """Never "47, expected 47"."""
    exercise = load(name)
    place = next(at for at, kind in enumerate(exercise.results) if type(kind) is Ids)
    several = len(exercise.results) > 1
    for change in (lambda x: x.double(), lambda x: x.int()):
        said, lost = verdicts(name, changed(right_answer(name), place, several, change))
        assert "int64" in lost and (not said or "int64" in said)
        assert "values" not in lost.split(": ")[0], "the numbers are right"
