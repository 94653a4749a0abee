import pytest

from course_lib import checkpoints
from course_lib.figures import prompting as draw
from course_lib.widgets import prompting as explore
from tests.course_lib.shown import LIVE, assert_answered


@pytest.fixture(scope="module")
def lm():
    return checkpoints.language_model("base_s")


@pytest.fixture(params=["prompt", "size", "label"])
def widget(request, lm):
    if request.param == "prompt":
        return explore.prompt_explorer(lm, draw.example("begin")[0])
    if request.param == "size":
        return explore.size_explorer()
    return explore.label_explorer(lm, ["Lovely.", "Awful."], draw.example("templates"), ["positive", "negative"])


def test_an_explorer_is_live_leaves_a_picture_and_every_control_changes_it(widget, monkeypatch):
    data, metadata = widget._repr_mimebundle_()
    assert LIVE in data and metadata["image/png"]["alt"] == data["text/plain"]
    changes = {"prompt": "A dog ran.", "n_layers": 3, "d_model": 64, "vocab_size": 4096, "review": 1, "labels": "a, b"}
    for name, value in changes.items():
        if name in widget.controls:
            before = widget.image.value
            widget.controls[name].value = value
            assert widget.image.value != before, name
    monkeypatch.setenv("COURSE_STATIC", "1")
    data, _ = widget._repr_mimebundle_()
    assert LIVE not in data and "image/png" in data


@pytest.mark.parametrize("prompt", ["", "🙃", "word " * 600, "<|endoftext|>"])
def test_any_prompt_can_be_typed(lm, prompt):
    widget = explore.prompt_explorer(lm, "A dog ran.")
    widget.controls["prompt"].value = prompt
    assert sum(explore.next_words(lm, prompt).values()) <= 1.0001


@pytest.mark.parametrize("labels", ["", ",,", "one", "a, b, c, d"])
def test_any_labels_can_be_typed(lm, labels):
    widget = explore.label_explorer(lm, ["Lovely."], draw.example("templates"), ["positive", "negative"])
    widget.controls["labels"].value = labels
    assert "Bars" in widget.picture.alt


@pytest.mark.parametrize("key", explore.QUESTIONS)
@pytest.mark.parametrize("chosen", ["en", "es"])
def test_a_question_has_an_answer_in_both_languages(key, chosen):
    assert_answered(explore.QUESTIONS, key, chosen)
