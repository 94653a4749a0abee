import ipywidgets
import pytest

from course_lib.checkpoints import language_model
from course_lib.figures import decoding as draw
from course_lib.widgets import decoding as explore
from tests.course_lib.shown import LIVE, assert_answered


@pytest.fixture(scope="module")
def lm():
    return language_model("base_s")


@pytest.fixture(scope="module")
def names(lm):
    return [lm.tokenizer.decode([i]) for i in range(len(lm.tokenizer))]


@pytest.fixture(params=["filters", "playground", "serving"])
def widget(request, lm, names):
    return {
        "filters": lambda: explore.filter_explorer(lm, [draw.example_prompt(n) for n in ("open", "sure")], names),
        "playground": lambda: explore.playground(lm, draw.example_prompt("story"), names),
        "serving": explore.serving_explorer,
    }[request.param]()


def test_an_explorer_is_live_and_leaves_a_picture(widget, monkeypatch):
    data, metadata = widget._repr_mimebundle_()
    assert LIVE in data and metadata["image/png"]["alt"] == data["text/plain"]
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    data, _ = widget._repr_mimebundle_()
    assert LIVE not in data and "image/png" in data


def test_every_control_changes_the_picture(widget):
    for name, control in widget.controls.items():
        if "strategy" in widget.controls:
            widget.controls["strategy"].value = "beams" if name == "beams" else "draw"
        if "step" in widget.controls:
            widget.controls["step"].value = 0  # here more than one token is likely
        before, value = widget.image.value, control.value
        control.value = another_value(control)
        assert widget.image.value != before, name
        control.value = value


def another_value(control):
    match control:
        case ipywidgets.Text():
            return control.value + " a"
        case ipywidgets.FloatSlider():
            return control.min + (control.max - control.value) / 2
        case ipywidgets.IntSlider():
            return control.value + 1
    options = [option if isinstance(option, tuple) else (str(option), option) for option in control.options]
    return next(value for _, value in options if value != control.value)


@pytest.mark.parametrize("strategy", ["draw", "greedy", "beams"])
@pytest.mark.parametrize("prompt", ["", "qwerty 🙃 \n", "a " * 90])
def test_the_playground_takes_any_prompt(prompt, strategy, lm, names):
    widget = explore.playground(lm, draw.example_prompt("story"), names)
    widget.controls["strategy"].value = strategy
    widget.controls["prompt"].value = prompt
    for step in (0, 31):
        widget.controls["step"].value = step
        assert prompt.replace("\n", "⏎") in widget.picture.alt


def test_a_prompt_too_long_for_the_model_says_so(lm, names):
    widget = explore.playground(lm, draw.example_prompt("story"), names)
    widget.controls["prompt"].value = "un perro " * 200
    assert "256" in widget.picture.alt


@pytest.mark.parametrize("key", explore.QUESTIONS)
@pytest.mark.parametrize("chosen", ["en", "es"])
def test_a_question_has_an_answer_in_both_languages(key, chosen):
    assert_answered(explore.QUESTIONS, key, chosen)
