"""Is a mistake in a topic's file reported with file, line, what was found and what is allowed?"""

from pathlib import Path

import pytest

from autograder import topics
from autograder.box import guard
from autograder.properties import exams_of
from autograder.topics import COMMON_HINTS, TopicError

GOOD = """\
topic = "99_test"

[limits]
cell_cpu_s = 3

[exercises.double]
points = 2
forbidden = ["torch.mul"]

[exercises.double.properties.values]
weight = 1
en = "It doubles"
es = "Duplica"

[exercises.double.hints.tripled]
en = "You tripled it"
es = "Lo triplicaste"
"""


def read(tmp_path: Path, text: str) -> topics.Topic:
    path = tmp_path / "test.toml"
    path.write_text(text, encoding="utf-8")
    return topics.read(path)


def test_is_a_good_file_read_whole(tmp_path: Path) -> None:
    topic = read(tmp_path, GOOD)
    double = topic.exercises["double"]
    assert (topic.name, topic.module, topic.device, topic.limits.cell_cpu_s) == ("99_test", "test", "cpu", 3)
    assert (double.points, double.forbidden, topic.ways) == (2, ("torch.mul",), ["torch.mul"])
    assert double.properties["values"].titles["es"] == "Duplica" and double.hints["tripled"]["en"] == "You tripled it"


MISTAKES = [
    ('topic = "99_test"', 'topic = "transformers"', 1, "04_transformers"),
    ('topic = "99_test"', 'topic = "99_test"\ndevice = "tpu"', 2, "'cpu' or 'cuda'"),
    ("cell_cpu_s = 3", "cell_cpu_s = 0", 4, "above 0"),
    ("cell_cpu_s = 3", "memory_mb = 1.5", 4, "a whole number above 0"),
    ("cell_cpu_s = 3", "cell_seconds = 3", 4, "cell_cpu_s"),
    ("points = 2", 'points = "two"', 7, "a number above 0"),
    ("points = 2", "points = true", 7, "a number above 0"),
    ('forbidden = ["torch.mul"]', 'forbidden = "torch.mul"', 8, "a list of dotted names"),
    ("weight = 1", "weigth = 1", 11, "en, es, weight"),
    ("weight = 1", "weight = -1", 11, "a number above 0"),
    ('es = "Duplica"', "", 10, "a text between quotes"),
    ('es = "Lo triplicaste"', 'es = ""', 17, "a text between quotes"),
    ('es = "Lo triplicaste"', 'fr = "Tu as triplé"', 17, "en, es"),
    ('[exercises.double.hints.tripled]\nen = "You tripled it"', "[exercises.double.hints]\ntripled = 3", 16, "a table"),
    ("points = 2", "points = = 2", 7, ""),
]


@pytest.mark.parametrize(("good", "bad", "line", "allowed"), MISTAKES)
def test_is_a_mistake_reported_with_its_line_and_what_is_allowed(
    tmp_path: Path, good: str, bad: str, line: int, allowed: str
) -> None:
    with pytest.raises(TopicError) as caught:
        read(tmp_path, GOOD.replace(good, bad))
    message = str(caught.value)
    assert "test.toml" in message and allowed in message
    assert f"test.toml:{line}:" in message or f"line {line}," in message


def test_does_an_unknown_topic_name_the_known_ones() -> None:
    with pytest.raises(TopicError, match="04_transformers"):
        topics.load("04_transformer")


@pytest.mark.parametrize("name", topics.names())
def test_do_the_two_halves_of_every_exam_fit(name: str) -> None:
    topic = topics.load(name)
    exams = exams_of(topic.code)
    assert set(exams) == set(topic.exercises)
    for exercise, spec in topic.exercises.items():
        assert [p.name for p in exams[exercise].properties if p.core], f"{exercise} has no core property"
        assert {p.name for p in exams[exercise].properties} == set(spec.properties), exercise


def test_do_common_hints_have_both_languages() -> None:
    for key, texts in COMMON_HINTS.items():
        assert set(texts) == {"en", "es"} and all(texts.values()), key


@pytest.mark.parametrize("name", topics.names())
def test_does_every_forbidden_way_exist(name: str) -> None:
    """A way that is not there ends the box before any cell has run."""
    for way in topics.load(name).ways:
        owner, last = guard._resolve(way)
        assert hasattr(owner, last)
