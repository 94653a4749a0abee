import math

import pytest
import torch
from matplotlib.layout_engine import ConstrainedLayoutEngine

from course_lib import decoding
from course_lib.figures import decoding as draw
from course_lib.serving import PUBLISHED, serving_memory
from tests.course_lib.shown import assert_described_in_both_languages

NAMES = ["the", " cat", " sat", "\n", "on", " \ufffd", ".", "!"]


def scores():
    return torch.tensor([2.0, 1.5, 1.0, 0.5, 0.0, -1.0, -2.0, 1.7])


def steps():
    table = torch.randn(8, 8, generator=torch.Generator().manual_seed(1)).log_softmax(-1)
    return decoding.search_beams(lambda tokens: table[tokens[:, -1]], torch.tensor([3]), 3, 4, 6)


def shown():
    return {"temperature": [("T = 1", 0.5, 2.0), ("T = 2", 0.9, 60.0)], "greedy": [("greedy", 0.2, 1.8)]}


FIGURES = {
    "next_token_bars": lambda: draw.next_token_bars(NAMES, scores(), decoding.top_k_filter(scores(), 2), shown=5),
    "tail": lambda: draw.tail({draw.example_prompt("sure"): scores().softmax(-1)}, k=3),
    "kept_by_filter": lambda: draw.kept_by_filter([draw.example_prompt("open")], {"k = 10": [10], "p = 0.9": [21]}),
    "inversion": lambda: draw.inversion(NAMES, scores(), 0.62),
    "quality_and_diversity": lambda: draw.quality_and_diversity(shown(), 2.0),
    "repetition_bars": lambda: draw.repetition_bars({"greedy": 0.26, "p = 0.9": 0.02}),
    "beam_tree": lambda: draw.beam_tree(steps(), NAMES),
    "tokens_fed": lambda: draw.tokens_fed(6, 6),
    "speed_by_length": lambda: draw.speed_by_length([16, 64], {"without": [800, 200], "with": [3000, 2500]}),
    "cache_memory": lambda: draw.cache_memory([1, 2, 4], [8, 16, 32], [8, 16, 32]),
    "memory_parts": lambda: draw.memory_parts(serving_memory(PUBLISHED[3], 16, 8192), 1600.0, 16),
    "speed_by_batch": lambda: draw.speed_by_batch([1, 2, 4], [3000, 5000, 7000]),
    "loss_by_bits": lambda: draw.loss_by_bits([2, 4, 8], [6.0, 1.4, 1.3], 1.3),
    "playground": lambda: draw.playground(NAMES, draw.example_prompt("story"), [1, 2, 6], 1, (scores(), scores() * 2)),
    "playground with beams": lambda: draw.playground(NAMES, "", [1, 2], 0, beams=steps()),
}
WITHOUT_WORDS = ("beam_tree", "playground with beams", "inversion")  # these hold no words of ours


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_a_described_picture_and_speaks_the_language(name):
    assert_described_in_both_languages(FIGURES[name], words=name not in WITHOUT_WORDS)


def test_every_figure_of_the_notebook_is_tested():
    assert set(draw.__all__) - {"example_prompt", "H100_GB_PER_S"} <= set(FIGURES)


@pytest.mark.parametrize("name", ["next_token_bars", "memory_parts", "playground", "playground with beams"])
def test_live_figures_measure_no_labels(name, monkeypatch):
    monkeypatch.setattr(ConstrainedLayoutEngine, "execute", lambda *_: pytest.fail("laid out by measuring"))
    FIGURES[name]()


def test_bars_say_what_a_filter_left():
    alt = draw.next_token_bars(NAMES, scores(), decoding.top_k_filter(scores(), 2), shown=3).alt
    left = [1 / (1 + math.exp(-0.3)), 1 / (1 + math.exp(0.3))]
    assert alt == f"Probabilities of the next token: the {left[0]:.2f}, ! {left[1]:.2f}, ·cat 0. Tokens possible: 2."


def test_a_chosen_token_beyond_the_bars_is_shown_too():
    alone = draw.next_token_bars(NAMES, scores(), shown=3, chosen=6)
    assert alone.png != draw.next_token_bars(NAMES, scores(), shown=3).png


@pytest.mark.parametrize(("u", "token"), [(0.0, "the"), (0.35, "·cat"), (0.999999, "!")])
def test_inversion_falls_on_the_token_that_sample_draws(u, token):
    assert draw.inversion(NAMES, scores(), u).alt.endswith(f"falls on {token}.")
    assert NAMES[int(decoding.sample(scores(), torch.tensor(u)))].replace(" ", "·") == token


def test_reading_is_counted_as_the_picture_shows_it():
    assert draw.tokens_fed(6, 6).alt == "Writing 6 tokens after 6 reads 51 tokens without a cache and 11 with it."


def test_spaces_and_broken_letters_can_be_seen():
    from course_lib.figures.decoding.scores import visible

    assert [visible(name) for name in NAMES[:6]] == ["the", "·cat", "·sat", "⏎", "on", "·□"]
