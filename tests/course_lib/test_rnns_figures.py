import pytest
import torch

from course_lib import language
from course_lib.figures import rnns as draw
from tests.course_lib.shown import assert_described_in_both_languages

NORMAL = torch.randn(6, 8, generator=torch.Generator().manual_seed(0))
FIGURES = {
    "accuracy_by_distance": lambda: draw.accuracy_by_distance(["0", "1–3"], {"LSTM": [1.0, 0.9]}, [50, 50]),
    "accuracy_by_task": lambda: draw.accuracy_by_task({"1": {"a": 0.6, "b": 0.9}}),
    "attention_maps": lambda: draw.attention_maps(NORMAL[:2, :3].softmax(-1), ["a", "b"], ["c", "d", "e"]),
    "gate_bars": lambda: draw.gate_bars(0.9, 0.5, -0.8, 1.0, 0.7),
    "kinds_of_task": draw.kinds_of_task,
    "lines": lambda: draw.lines([0, 5], {"Elman": [1.0, 1e-6]}, language.text("steps back"), "y", logarithmic=True),
    "sense_maps": lambda: draw.sense_maps({"0": torch.zeros(6, 8), "1": NORMAL}, ["money", "river"] * 3),
    "similarity_table": lambda: draw.similarity_table(["a", "b"], torch.eye(2)),
    "state_strip": lambda: draw.state_strip(list("abcdef"), NORMAL.tanh()),
    "tagged": lambda: draw.tagged(["The", "dogs", "run"], ["·", "S", "V"], ["S", "V"]),
    "translation_ages": draw.translation_ages,
    "unit_along": lambda: draw.unit_along({"a b": (["a", "b"], [0.5, -2.0])}, 3),
}
WITHOUT_WORDS = ("similarity_table", "tagged", "unit_along", "sense_maps")  # these hold no words of ours


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_a_described_picture_and_speaks_the_language(name):
    assert_described_in_both_languages(FIGURES[name], words=name not in WITHOUT_WORDS)


def test_every_figure_of_the_notebook_is_tested():
    assert set(draw.__all__) - {"example_sentences"} == set(FIGURES)


def test_gates_do_what_the_equations_say():
    alt = draw.gate_bars(1.0, 0.0, -1.0, 0.75, 0.0).alt
    assert "kept, f · c 0.75" in alt and "new cell 0.75" in alt and "shown, o · tanh 0.00" in alt


@pytest.mark.parametrize("chosen", ["en", "es"])
def test_the_two_sentences_differ_in_the_number_of_their_noun_alone(chosen):
    language.set_language(chosen)
    one, many = draw.example_sentences("number")
    assert one[2:] == many[2:] and one[1] != many[1]
