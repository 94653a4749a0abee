import math

import pytest
import torch

from course_lib import language
from course_lib.figures import language_modelling as draw
from course_lib.figures.language_modelling.merges import grown
from course_lib.tokenizers import learn_bpe
from tests.course_lib.shown import assert_described_in_both_languages

MERGES = learn_bpe({"low": 5, "lower": 2, "new": 6}, 5)
FIGURES = {
    "word_by_word": lambda: draw.word_by_word({"1": (["a", "dog"], [0.5, 0.0]), "2": (["a"], [0.001])}),
    "bars": lambda: draw.bars({"in the": 4.0, "on the": 2.0}, language.text("perplexity"), highlight=["on the"]),
    "surprise_by_order": lambda: draw.surprise_by_order({"MLE": [300.0, math.inf], "KN": [300.0, 4.0]}, best="KN"),
    "unseen_by_order": lambda: draw.unseen_by_order([0.0, 0.02, 0.3], contexts=[0.0, 0.0, 0.1]),
    "contributions": lambda: draw.contributions(["dog", "cat"], [[0.01, 0.01], [0.2, 0.1], [0.5, 0.0]]),
    "merge_tree": lambda: draw.merge_tree(["lower", "newer"], MERGES),
    "accuracy_by_distance": lambda: draw.accuracy_by_distance(["0", "1–3"], {"n = 2": [0.9, 0.5]}, [100, 50]),
    "tokens_per_word": lambda: draw.tokens_per_word({"BPE": {"es": 1.5, "en": 1.25}}),
    "text_in_tokens": lambda: draw.text_in_tokens({"BPE": ["▁un", "▁per", "ro", "🦜"]}),
    "same_table": lambda: draw.same_table(["a", "b"], torch.eye(2), torch.full((2, 2), 0.5)),
}
WITHOUT_WORDS = ("text_in_tokens",)  # holds no words of ours


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_a_described_picture_and_speaks_the_language(name):
    assert_described_in_both_languages(FIGURES[name], words=name not in WITHOUT_WORDS)


def test_every_figure_of_the_notebook_is_tested():
    assert set(draw.__all__) - {"example_sentences"} == set(FIGURES)


def test_a_sentence_costs_what_its_words_cost():
    assert draw.word_by_word({"this": (["a", "b"], [0.5, 0.125])}).alt == "Surprise word by word. this: 4 bits."
    assert "∞ bits" in draw.word_by_word({"": (["a", "b"], [0.5, 0.0])}).alt


def test_the_tree_grows_as_bpe_merges():
    assert MERGES == [("w", "</w>"), ("l", "o"), ("e", "w</w>"), ("n", "ew</w>"), ("lo", "w</w>")]
    assert [node.symbol for node in grown("low", MERGES)] == ["low</w>"]
    assert [node.symbol for node in grown("lower", MERGES)] == ["lo", "w", "e", "r", "</w>"]
    (top,) = grown("new", MERGES)
    assert (top.first, top.last, top.height, top.merge) == (0, 3, 3, 4)
    assert [part.symbol for part in top.parts] == ["n", "ew</w>"]
    assert [node.symbol for node in grown("ab", [])] == ["a", "b", "</w>"]


def test_examples_share_what_the_notebook_says_they_share():
    for chosen in ("en", "es"):
        language.set_language(chosen)
        (likely,), (odd,), (unseen,) = (draw.example_sentences(name) for name in ("likely", "odd", "unseen"))
        assert sorted(likely) == sorted(odd) and likely != odd
        assert likely[:-2] == unseen[:-2]
        tie = draw.example_sentences("tie")
        assert len({tuple(sentence[-3:-1]) for sentence in tie}) == 1 < len({sentence[-1] for sentence in tie}) == 4
