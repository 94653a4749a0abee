import pytest
import torch

from course_lib import language
from course_lib.figures import limitations as draw
from tests.course_lib.shown import assert_described_in_both_languages

FIGURES = {
    "bars": lambda: draw.bars({"a": 1.0, "another": 2.0}, language.text("share")),
    "intervals": lambda: draw.intervals({"a": (0.4, 0.5, 0.6), "b": (0.1, 0.2, 0.3)}, language.text("share")),
    "lines": lambda: draw.lines([0, 5], {"a": [1.0, 0.5]}, language.text("step"), "y"),
    "pairs": lambda: draw.pairs(torch.zeros(2, 3, 32, 32), ["A red heart.", "🦜"]),
    "pixel_published": draw.pixel_published,
    "rendered": lambda: draw.rendered([torch.zeros(16, 160), torch.ones(16, 160)]),
}
WITHOUT_WORDS = ("pairs", "rendered")  # these hold no words of ours


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_a_described_picture_and_speaks_the_language(name):
    assert_described_in_both_languages(FIGURES[name], words=name not in WITHOUT_WORDS)


def test_every_figure_of_the_notebook_is_tested():
    assert set(draw.__all__) - {"examples"} == set(FIGURES)


@pytest.mark.parametrize("chosen", ["en", "es"])
def test_groups_of_words_are_as_large_and_share_no_word(chosen):
    language.set_language(chosen)
    for one, other in (("foods", "tools"), ("praise", "blame"), ("women", "men"), ("kitchen", "workshop")):
        assert len(draw.examples(one)) == len(draw.examples(other))
        assert not set(draw.examples(one)) & set(draw.examples(other))
