"""Answers that are alike after renaming come first; what learners wrote is never run, and nothing stops the listing."""

from pathlib import Path

import pytest
from tiny_course import TOPIC, hand_in, make

from autograder import similar, topics
from autograder.similar import REFERENCE, pairs, tokens

SOLVED = '''
def attention(query, key, value):
    """The weights times the values."""
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    weights = torch.softmax(scores, dim=-1)
    return weights @ value, weights
'''
RENAMED = """
def attention(q: Tensor, k: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
    # my own work
    result = q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5

    probabilities = torch.softmax(result,
                                  dim=-1)
    return probabilities @ v, probabilities
"""
OTHER = """
def attention(query, key, value):
    products = torch.einsum("bqd,bkd->bqk", query, key)
    products = products * math.pow(query.size(2), -0.5)
    exponentials = (products - products.amax(2, keepdim=True)).exp()
    attended = exponentials / exponentials.sum(2, keepdim=True)
    return torch.bmm(attended, value), attended
"""


def test_renamed_reformatted_and_annotated_code_is_the_same() -> None:
    assert list(tokens(SOLVED)) == list(tokens(RENAMED)) != list(tokens(OTHER))


def test_the_most_alike_come_first_with_the_reference_among_them() -> None:
    people = {REFERENCE: {"a": SOLVED}, "ada": {"a": OTHER}, "bob": {"a": RENAMED}, "eve": {"a": ""}}
    found = pairs(people)
    assert (found[0].one, found[0].other, found[0].alike) == (REFERENCE, "bob", 1.0)
    assert len(found) == 3 and all(pair.alike < 0.7 for pair in found[1:])


def test_answers_count_by_their_length() -> None:
    people = {"ada": {"long": SOLVED * 5, "short": OTHER}, "bob": {"long": RENAMED * 5, "short": SOLVED}}
    [pair] = pairs(people)
    assert 0.85 < pair.alike < 1 and pair.exercises[0] == ("long", 1.0)


@pytest.mark.parametrize(
    "source",
    ["def f(:\n" + SOLVED, "(" * 100_000, "x = '''" + "y" * 100_000, "\x00\x1b[2J", "  x\n y\n", "1 " * 99_999],
)
def test_what_is_no_python_stops_nothing(source: str) -> None:
    assert isinstance(pairs({"ada": {"a": source}, "bob": {"a": source}}), list)


def test_a_class_is_listed_from_what_it_handed_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(topics, "EXAMS", tmp_path / "exams")
    course = make(tmp_path)
    for learner, source in (("ada", RENAMED), ("bob", SOLVED), ("eve", OTHER), ("gus", "import os; os._exit(1)")):
        hand_in(course, learner, source)
    (course.submitted / "hal" / TOPIC).mkdir(parents=True)
    found = similar.lines(course, TOPIC, at_least=0.9, most=10)
    first, *_, counted, said = found
    assert "ada" in first and "bob" in first and "add 100%" in first
    assert counted.startswith("3 pairs, 1 of them") and "never a verdict" in said
