import pytest

from course_lib import language
from course_lib.figures import prompting as draw
from tests.course_lib.shown import assert_described_in_both_languages

FIGURES = {
    "attention_variants": draw.attention_variants,
    "bars": lambda: draw.bars({"a": 1.0, "another": 2.0}, language.text("probability")),
    "corpora": draw.corpora,
    "few_shot_superglue": draw.few_shot_superglue,
    "input_formats": draw.input_formats,
    "intervals": lambda: draw.intervals({"a": (0.4, 0.5, 0.6), "b": (0.1, 0.2, 0.3)}, language.text("probability")),
    "lines": lambda: draw.lines([0, 5], {"a": [1.0, 0.5], "b": [1.0, 0.51]}, language.text("millions"), "y"),
    "power_laws": lambda: draw.power_laws([1e3, 1e4], [3.0, 2.0], 1.0, 2e3, 0.5, language.text("parameters")),
    "published_laws": draw.published_laws,
    "sizes_by_year": draw.sizes_by_year,
    "training_costs": draw.training_costs,
    "spread": lambda: draw.spread({"a": [0.4, 0.9], "b": [0.5]}, {"a": [0.7, 0.8]}, ("one", "two")),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_a_described_picture_and_speaks_the_language(name):
    assert_described_in_both_languages(FIGURES[name])


def test_every_figure_of_the_notebook_is_tested():
    assert set(draw.__all__) - {"example"} == set(FIGURES)


@pytest.mark.parametrize("chosen", ["en", "es"])
def test_templates_hold_one_gap_and_label_words_come_in_pairs(chosen):
    language.set_language(chosen)
    assert all(template.count("{}") == 1 for template in draw.example("templates"))
    assert len(set(draw.example("positive")) | set(draw.example("negative"))) == 6
