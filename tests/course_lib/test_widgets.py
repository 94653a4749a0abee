import ipywidgets
import pytest
import torch

from course_lib import layers
from course_lib.figures import charts
from course_lib.widgets import ask, base
from course_lib.widgets import transformers as explore
from tests.course_lib.shown import LIVE, assert_answered

TOKENS = ["the", "dog", "was", "tired"]


def viewer():
    weights = torch.eye(4).expand(2, 3, 4, 4)
    return explore.attention_viewer(TOKENS, weights, query=3, opening=(1, 2))


EXPLORERS = {
    "scale": explore.scale_explorer,
    "viewer": viewer,
    "positions": lambda: explore.positions_explorer(layers.sinusoidal_positions, n=32),
}


@pytest.mark.parametrize("name", EXPLORERS)
def test_an_explorer_is_live_and_leaves_a_picture(name, monkeypatch):
    widget = EXPLORERS[name]()
    data, metadata = widget._repr_mimebundle_()
    assert LIVE in data and "image/png" in data
    assert metadata["image/png"]["alt"] == data["text/plain"]
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    data, _ = widget._repr_mimebundle_()
    assert LIVE not in data and "image/png" in data


@pytest.mark.parametrize("name", EXPLORERS)
def test_every_control_changes_the_picture(name):
    widget = EXPLORERS[name]()
    for control in widget.controls.values():
        before = widget.image.value
        control.value = another_value(control)
        assert widget.image.value != before or name == "viewer"  # its layers and heads are all alike here
        assert widget.picture._repr_mimebundle_()[0]["text/plain"]


def another_value(control):
    if isinstance(control, ipywidgets.Checkbox):
        return not control.value
    if isinstance(control, ipywidgets.IntSlider):
        return control.value + 1
    return next(value for _, value in reversed(named(control.options)) if value != control.value)


def named(options):
    return [option if isinstance(option, tuple) else (str(option), option) for option in options]


def test_the_viewer_opens_where_it_is_told_and_follows_the_token():
    widget = viewer()
    assert (widget.controls["token"].value, widget.controls["layer"].value, widget.controls["head"].value) == (3, 1, 2)
    assert widget.picture.alt.startswith("tired looks most at tired")
    widget.controls["token"].value = 1
    assert widget.picture.alt.startswith("dog looks most at dog")


def test_an_explorers_image_says_what_it_shows():
    widget = viewer()
    assert widget.picture.alt in widget.image.value
    widget.controls["token"].value = 1
    assert 'alt="dog looks most at dog' in widget.image.value


def test_positions_are_those_of_the_function_given():
    asked = []

    def table(n, d_model):
        asked.append((n, d_model))
        return layers.sinusoidal_positions(n, d_model)

    widget = explore.positions_explorer(table, n=32)
    widget.controls["d_model"].value = 8
    assert asked == [(32, 32), (32, 8)]


@pytest.mark.parametrize("key", explore.QUESTIONS)
@pytest.mark.parametrize("chosen", ["en", "es"])
def test_a_question_has_an_answer_in_both_languages(key, chosen):
    assert_answered(explore.QUESTIONS, key, chosen)


def test_a_prediction_is_kept_and_the_answer_stays_folded():
    widget = ask("why-scale")
    assert widget.outcome.value == ""
    widget.buttons[0].click()
    assert [button.description.startswith("●") for button in widget.buttons] == [True, False, False]
    assert widget.outcome.value.startswith("<details><summary>")
    assert "Not what happens." in widget.outcome.value
    widget.buttons[1].click()
    assert [button.description.startswith("●") for button in widget.buttons] == [False, True, False]
    assert "You predicted it." in widget.outcome.value


def test_an_unknown_question_is_an_error():
    with pytest.raises(KeyError):
        ask("no such question")


def test_controls_that_do_nothing_cannot_be_moved():
    kind = ipywidgets.ToggleButtons(options=["line", "dots"])
    size = ipywidgets.IntSlider(value=1, min=1, max=3)
    drawn = []

    def picture(kind, size):
        drawn.append((kind, size))
        return charts.bars({"a": size}, kind)

    shown = base.explorer(picture, "both", idle=lambda v: ["size"] if v["kind"] == "dots" else [], kind=kind, size=size)
    assert not size.disabled
    kind.value = "dots"
    assert size.disabled and not kind.disabled
    kind.value = "line"
    assert not size.disabled
    assert "aria-label" in shown.image.value
