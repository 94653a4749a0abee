import base64
import html
import itertools
import math

import matplotlib
import pytest
import torch
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Text

from course_lib import attention, layers
from course_lib.figures import theme
from course_lib.figures import transformers as draw
from course_lib.figures.transformers.attention import softmax_slope
from tests.course_lib.shown import assert_described_in_both_languages

WORDS = ["the", "dog", "did", "not", "cross", "it", "was", "tired"]


def log_probs(steps=3):
    return torch.randn(steps, len(WORDS), generator=torch.Generator().manual_seed(0)).log_softmax(dim=-1)


def waves():
    return layers.sinusoidal_positions(16, 8)


FIGURES = {
    "weighted_sum": lambda: draw.weighted_sum(
        draw.example_tokens(), torch.tensor([2.0, 0, 1]), torch.eye(4)[:, :3], torch.eye(4)[:, :2]
    ),
    "one map": lambda: draw.attention_maps(torch.eye(3), WORDS[:3], WORDS[:3]),
    "three heads": lambda: draw.attention_maps(torch.full((3, 2, 8), 0.125), WORDS[:2], WORDS),
    "mask_table": lambda: draw.mask_table(attention.causal_mask(4)),
    "accuracy_by_length": lambda: draw.accuracy_by_length([1, 2], {"gru": [1.0, 0.4]}, chance=0.1),
    "saturation": lambda: draw.saturation([1, 2, 4], {"raw": [(0.5, 0.3)] * 3, "scaled": [(0.2, 0.3)] * 3}),
    "softmax_bars": lambda: draw.softmax_bars(torch.tensor([1.0, -2.0, 30.0]), 1.0),
    "positions": lambda: draw.positions(waves(), marked=3),
    "score_by_offset": lambda: draw.score_by_offset([-1, 0, 1], {0: [1.0, 2.0, 1.0], 5: [1.0, 2.0, 1.0]}),
    "signal_by_depth": lambda: draw.signal_by_depth({"plain": [1e-9, 1.0], "residual": [1.0, 1.0]}),
    "architecture": lambda: draw.architecture(64, 4, 256, 2, 3),
    "loss_curve": lambda: draw.loss_curve([5.0 / (step + 1) for step in range(60)]),
    "from_logits_to_word": lambda: draw.from_logits_to_word(torch.arange(8.0), WORDS),
    "translation_steps": lambda: draw.translation_steps(log_probs(), WORDS),
    "arcs": lambda: draw.arcs(WORDS, torch.full((8,), 0.125), 5),
    "weight_by_head": lambda: draw.weight_by_head({"it": torch.zeros(2, 2), "adjective": torch.eye(2)}),
    "parameter_bars": lambda: draw.parameter_bars({"attention": 100, "feed-forward": 200}),
    "operations_by_length": lambda: draw.operations_by_length([1, 2, 4, 8], [4, 8, 16, 32], [1, 4, 16, 64]),
    "time_and_memory": lambda: draw.time_and_memory([1, 2], {"plain": [1.0, 4.0]}, {"plain": [1.0, 4.0]}),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_a_described_picture_and_speaks_the_language(name):
    assert_described_in_both_languages(
        FIGURES[name], words=name not in ("mask_table", "arcs")
    )  # these hold no words of ours


def test_every_figure_of_the_notebook_is_tested():
    drawn = {name for name in draw.__all__ if name not in ("example_tokens", "attention_maps")}
    assert drawn <= set(FIGURES)


def test_a_picture_carries_its_description_into_the_notebook():
    data, metadata = theme.Picture(b"\x89PNG", "a red square", 120)._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]) == b"\x89PNG"
    assert data["text/plain"] == "a red square"
    assert metadata == {"image/png": {"alt": "a red square", "width": 120}}


def test_descriptions_say_the_numbers_that_were_drawn():
    query, keys, values = torch.tensor([2.0, 0, 1]), torch.diag(torch.tensor([2.0, 2, 2])), torch.eye(3)[:, :2]
    scores = [4 / math.sqrt(3), 0.0, 2 / math.sqrt(3)]
    shares = [math.exp(score) / sum(map(math.exp, scores)) for score in scores]
    alt = draw.weighted_sum(["a", "b", "c"], query, keys, values).alt
    assert ", ".join(f"{share:.2f}" for share in shares) in alt


def test_operations_cross_where_both_cost_the_same():
    lengths = [64, 128, 256]
    picture = draw.operations_by_length(lengths, [24 * n * 8**2 for n in lengths], [4 * n**2 * 8 for n in lengths])
    assert picture.alt.endswith("at length 48.")  # 6 d


def test_softmax_slope_is_the_size_of_the_jacobian():
    scores = torch.randn(5, generator=torch.Generator().manual_seed(0))
    jacobian = torch.autograd.functional.jacobian(lambda s: s.softmax(dim=-1), scores)
    torch.testing.assert_close(softmax_slope(scores.softmax(dim=-1)), jacobian.norm())


@pytest.mark.parametrize("name", ["softmax_bars", "positions", "arcs"])
def test_live_figures_measure_no_labels(name, monkeypatch):
    """Placing the axes by hand is what keeps a widget's answer under 100 ms."""
    monkeypatch.setattr(ConstrainedLayoutEngine, "execute", lambda *_: pytest.fail("laid out by measuring"))
    FIGURES[name]()


def test_apply_sets_the_look_of_the_readers_own_figures():
    with matplotlib.rc_context():
        theme.apply()
        assert matplotlib.rcParams["axes.spines.top"] is False


def luminance(color):
    channels = matplotlib.colors.to_rgb(color)
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(
    "name", ["QUERY", "KEY", "VALUE", "WEIGHT", "SPANISH", "ENGLISH", "MODEL", "CONTRAST", "REFERENCE"]
)
def test_colours_can_be_read_as_text_on_white(name):
    """WCAG's contrast ratio for large or bold text is 3; labels are bold."""
    assert 1.05 / (luminance(getattr(theme, name)) + 0.05) >= 3


def test_a_figure_has_its_description_as_alternative_text_where_somebody_looks(monkeypatch):
    picture = draw.mask_table(attention.causal_mask(3))
    live, metadata = picture._repr_mimebundle_()
    assert f'alt="{html.escape(picture.alt)}"' in live["text/html"] and live["image/png"] in live["text/html"]
    monkeypatch.setenv("COURSE_STATIC", "1")
    still, same = picture._repr_mimebundle_()
    assert set(still) == {"image/png", "text/plain"} and same == metadata


def test_names_of_points_that_lie_close_are_kept_apart():
    figure, (axis,) = theme.canvas(6, 4)
    axis.set(xlim=(0, 1), ylim=(0, 1))
    labels = [((0.5 + 0.01 * n, 0.5 + 0.01 * n), f"T = 1.{n}  ↑ {n}0", "black", (-7, 6, "right")) for n in range(6)]
    theme.label_points(axis, labels)
    figure.draw_without_rendering()
    for name in axis.texts:
        name.update_positions(figure._get_renderer())
    boxes = [Text.get_window_extent(name) for name in axis.texts]  # without their lines
    assert len(boxes) == 6
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))
