import pytest
import torch

from course_lib import language
from course_lib.figures import embeddings as draw
from tests.course_lib.shown import assert_described_in_both_languages

WORDS = ["dog", "cat", "red", "blue", "tuesday"]
VECTORS = torch.randn(5, 6, generator=torch.Generator().manual_seed(0))
UNIT = torch.nn.functional.normalize(VECTORS, dim=-1)
FIGURES = {
    "bars": lambda: draw.bars({"a": 1.0}, language.text("perplexity")),
    "count_table": lambda: draw.count_table(["a b", "a"], ["a", "b"], torch.tensor([[1, 1], [1, 0]])),
    "similarity_table": lambda: draw.similarity_table(WORDS, UNIT @ UNIT.T),
    "window": lambda: draw.window(["a", "glass", "of", "tejuino"], 1, 2),
    "word_map": lambda: draw.word_map(draw.plane(VECTORS), WORDS, [0], [1, 2]),
    "offsets": lambda: draw.offsets([("a", "b"), ("c", "d")], dict(zip("abcd", VECTORS, strict=False))),
    "two_spaces": lambda: draw.two_spaces(VECTORS, VECTORS.flip(1), VECTORS.flip(1), [("a", "b")] * 5),
    "accuracy_by_task": lambda: draw.accuracy_by_task({"task": {"sum": 0.5, "all": 1.0}}),
    "precision_by_pairs": lambda: draw.precision_by_pairs([20, 50], {1: [0.1, 0.2], 5: [0.2, 0.4]}),
    "senses": lambda: draw.senses("bank", [{"check": 0.8}, {"river": 0.4, "boat": -0.1}]),
}
WITHOUT_WORDS = ("window", "count_table", "similarity_table", "offsets")  # these hold no words of ours


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_a_described_picture_and_speaks_the_language(name):
    assert_described_in_both_languages(FIGURES[name], words=name not in WITHOUT_WORDS)


def test_every_figure_of_the_notebook_is_tested():
    tools = {"example_sentences", "example_words", "plane", "projector_svg"}
    assert set(draw.__all__) - tools == set(FIGURES)


def test_the_plane_keeps_what_varies_most():
    line = torch.linspace(-1, 1, 9)[:, None] * torch.tensor([[3.0, 4.0, 0.0]]) + torch.tensor([5.0, 5.0, 5.0])
    points = draw.plane(line)
    assert points[:, 0].abs().max() == pytest.approx(5.0, rel=1e-5) and points[:, 1].abs().max() < 1e-5
    far = (VECTORS[0] - VECTORS[1]).norm()
    assert (draw.plane(VECTORS)[0] - draw.plane(VECTORS)[1]).norm() <= far + 1e-5


def test_every_dot_of_the_projector_says_its_word():
    svg = draw.projector_svg(draw.plane(VECTORS), ["a<b", *WORDS[1:]], 0, [(1, 0.9)])
    assert svg.count("<circle") == 5 + 2 and svg.count("<title>a&lt;b</title>") == 2
    assert "cat 0.90" in svg and 'aria-label="A map of 5 words; named: a&lt;b, cat."' in svg


def test_pairs_of_the_window_are_those_of_skip_gram():
    assert draw.window(["a", "b", "c", "d"], 1, 1).alt == "Pairs of the window: (b, a), (b, c)."


@pytest.mark.parametrize("chosen", ["en", "es"])
def test_lists_of_words_fit_together(chosen):
    language.set_language(chosen)
    assert len(draw.example_words("singular")) == len(draw.example_words("plural"))
    first, second, *_ = draw.example_sentences("order")
    assert sorted(first) == sorted(second) and first != second
    assert all("tejuino" in sentence for sentence in draw.example_sentences("tejuino"))
