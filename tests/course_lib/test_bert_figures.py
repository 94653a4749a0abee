import pytest
import torch

from course_lib import language
from course_lib.figures import bert as draw
from tests.course_lib.shown import assert_described_in_both_languages

NORMAL = torch.randn(6, 8, generator=torch.Generator().manual_seed(0))
TOKENS = ["[CLS]", "a", "guitar", "[SEP]", "loud", "[SEP]"] * 4
FIGURES = {
    "accuracy_by_task": lambda: draw.accuracy_by_task({"1": {"a": 0.6, "b": 0.9}}),
    "bars": lambda: draw.bars({"a": 1.0, "another": 2.0}, language.text("share")),
    "guess_bars": lambda: draw.guess_bars("a [MASK] guitar", {"red": 0.6, "🦜": 0.1}, "red"),
    "input_rows": lambda: draw.input_rows(TOKENS, [0, 0, 0, 0, 1, 1] * 4),
    "intervals": lambda: draw.intervals({"a": (0.4, 0.5, 0.6), "b": (0.1, 0.2, 0.3)}, language.text("share")),
    "lines": lambda: draw.lines([0, 5], {"a": [1.0, 0.5]}, language.text("steps back"), "y"),
    "masking_rows": lambda: draw.masking_rows(TOKENS, TOKENS, [False, True] * 12),
    "published_models": draw.published_models,
    "sense_maps": lambda: draw.sense_maps({"0": torch.zeros(6, 8), "1": NORMAL}, ["money", "river"] * 3),
    "tagged": lambda: draw.tagged(["Diego", "runs"], ["PER", "O"], ["PER"]),
}
WITHOUT_WORDS = ("guess_bars", "tagged", "sense_maps")  # these hold no words of ours


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_a_described_picture_and_speaks_the_language(name):
    assert_described_in_both_languages(FIGURES[name], words=name not in WITHOUT_WORDS)


def test_every_figure_of_the_notebook_is_tested():
    assert set(draw.__all__) - {"example_sentences"} == set(FIGURES)


@pytest.mark.parametrize("chosen", ["en", "es"])
def test_examples_hold_what_the_notebook_asks_of_them(chosen):
    language.set_language(chosen)
    hidden = zip(draw.example_sentences("hidden"), draw.example_sentences("hidden words"), strict=True)
    assert all(word in sentence for sentence, word in hidden)
    there, back = (sentence.rstrip(".").split() for sentence in draw.example_sentences("direction"))
    assert sorted(there) == sorted(back) and there != back
    assert all(sentence.count("[MASK]") == 1 for sentence in draw.example_sentences("job"))
