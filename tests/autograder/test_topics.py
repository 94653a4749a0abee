"""Is a mistake in a topic's file reported with file, line, what was found and what is allowed?"""

from pathlib import Path

import pytest
import torch

from autograder import topics
from autograder.box import guard
from autograder.topics import FOLLOW_THROUGH, VERDICT_HINTS, TopicError

TOPIC = """\
topic = "99_test"
exercises = ["double"]

[limits]
cell_cpu_s = 3
"""
EXAM = """\
points = 2
forbidden = ["torch.mul"]

[properties.values]
weight = 1
en = "It doubles"
es = "Duplica"
"""


def read(tmp_path: Path, topic: str = TOPIC, exam: str = EXAM) -> topics.Topic:
    folder = tmp_path / "test"
    (folder / "double").mkdir(parents=True)
    (folder / "topic.toml").write_text(topic, encoding="utf-8")
    (folder / "double" / "exam.toml").write_text(exam, encoding="utf-8")
    return topics.read(folder)


def test_good_files_are_read_whole(tmp_path: Path) -> None:
    topic = read(tmp_path)
    double = topic.exercises["double"]
    assert (topic.name, topic.module, topic.device, topic.limits.cell_cpu_s) == ("99_test", "test", "cpu", 3)
    assert (double.points, double.forbidden, topic.forbidden) == (2, ("torch.mul",), ["torch.mul"])
    assert double.properties["values"].title("es") == "Duplica" and double.follow_through == FOLLOW_THROUGH


def test_following_through_is_set_for_a_topic_and_for_an_exercise(tmp_path: Path) -> None:
    topic = f"follow_through = 0.25\n{TOPIC}"
    assert read(tmp_path / "a", topic).exercises["double"].follow_through == 0.25
    assert read(tmp_path / "b", topic, f"follow_through = 0\n{EXAM}").exercises["double"].follow_through == 0


IN_TOPIC = [
    ('topic = "99_test"', 'topic = "transformers"', 1, "04_transformers"),
    ('topic = "99_test"', 'topic = "99_test"\ndevice = "tpu"', 2, "tpu"),
    ("cell_cpu_s = 3", "cell_cpu_s = 0", 5, "must be positive"),
    ("cell_cpu_s = 3", "memory_mb = 1.5", 5, "`int`"),
    ("cell_cpu_s = 3", "cell_seconds = 3", 5, "cell_cpu_s"),
    ('exercises = ["double"]', "exercises = 3", 2, "`array`"),
    ('exercises = ["double"]', 'exercises = ["double"]\nfollow_through = 2', 3, "<= 1"),
    ('topic = "99_test"', "topic = = 2", 1, ""),
]
IN_EXAM = [
    ("points = 2", 'points = "two"', 1, "`float`"),
    ("points = 2", "points = true", 1, "`float`"),
    ("points = 2", "points = 2\nhints = 3", 2, "follow_through, forbidden, points, properties"),
    ('forbidden = ["torch.mul"]', 'forbidden = "torch.mul"', 2, "`array`"),
    ('forbidden = ["torch.mul"]', 'forbidden = ["mul"]', 2, "a dotted name"),
    ("weight = 1", "weigth = 1", 5, "en, es, weight"),
    ("weight = 1", "weight = -1", 5, "> 0"),
    ('es = "Duplica"', "", 4, "`es`"),
    ('es = "Duplica"', 'es = ""', 7, "length"),
    ("points = 2", "points = = 2", 1, ""),
]


@pytest.mark.parametrize(("good", "bad", "line", "allowed"), IN_TOPIC)
def test_a_mistake_in_a_topic_is_reported(tmp_path: Path, good: str, bad: str, line: int, allowed: str) -> None:
    with pytest.raises(TopicError) as caught:
        read(tmp_path, topic=TOPIC.replace(good, bad))
    message = str(caught.value)
    assert "topic.toml" in message and allowed in message, message
    assert f"topic.toml:{line}:" in message or f"line {line}," in message, message


@pytest.mark.parametrize(("good", "bad", "line", "allowed"), IN_EXAM)
def test_a_mistake_in_an_exam_is_reported(tmp_path: Path, good: str, bad: str, line: int, allowed: str) -> None:
    with pytest.raises(TopicError) as caught:
        read(tmp_path, exam=EXAM.replace(good, bad))
    message = str(caught.value)
    assert "exam.toml" in message and allowed in message, message
    assert f"exam.toml:{line}:" in message or f"line {line}," in message, message


def test_an_exercise_without_a_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(TopicError, match=r"triple/exam\.toml: there is no such file"):
        read(tmp_path, topic=TOPIC.replace('"double"', '"double", "triple"'))


def test_an_unknown_topic_names_the_known_ones() -> None:
    with pytest.raises(TopicError, match="04_transformers"):
        topics.load("04_transformer")


@pytest.mark.parametrize("name", topics.names())
def test_every_folder_of_a_topic_is_an_exercise_of_it(name: str) -> None:
    topic = topics.load(name)
    folders = {path.parent.name for path in topic.path.glob("*/exam.toml")}
    assert folders == set(topic.exercises)


def test_hints_of_verdicts_have_both_languages() -> None:
    for key, texts in VERDICT_HINTS.items():
        assert set(texts) == {"en", "es"} and all(texts.values()), key


@pytest.mark.parametrize("name", topics.names())
def test_every_forbidden_function_exists(name: str) -> None:
    """One that is not there ends the box before any cell has run; of the course's none is there to forbid."""
    for dotted in topics.load(name).forbidden:
        owner, last = guard._resolve(dotted)
        assert hasattr(owner, last) and not dotted.startswith("course_lib")


@pytest.mark.parametrize(
    ("topic", "exercise", "family"),
    [
        ("03_rnns", "elman_step", "rnn_tanh"),
        ("03_rnns", "lstm_step", "lstm"),
        ("04_transformers", "scaled_dot_product_attention", "attention"),
        ("04_transformers", "scaled_dot_product_attention", "transformer_encoder"),
        ("04_transformers", "MultiHeadAttention", "multi_head_attention"),
        ("04_transformers", "MultiHeadAttention", "transformer_encoder"),
    ],
)
def test_every_operator_of_torch_that_solves_an_exercise_is_forbidden(topic: str, exercise: str, family: str) -> None:
    """Those of a family by name, so that a new version of torch that brings another one fails here."""
    every = {name.split("::")[1].split(".")[0] for name in torch._C._dispatch_get_all_op_names() if "aten::" in name}
    solving = {f"torch.ops.aten.{name}" for name in every if family in name and "backward" not in name}
    assert solving and solving <= set(topics.load(topic).exercises[exercise].forbidden)
