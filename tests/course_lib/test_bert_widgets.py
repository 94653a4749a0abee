import pytest

from course_lib import checkpoints
from course_lib.figures import bert as draw
from course_lib.widgets import bert as explore
from tests.course_lib.shown import LIVE, assert_answered


@pytest.fixture(scope="module")
def loaded():
    model, tokenizer = checkpoints.bert()
    return model.eval(), tokenizer


@pytest.fixture(params=["mask", "pair"])
def widget(request, loaded):
    if request.param == "mask":
        return explore.mask_explorer(*loaded, draw.example_sentences("hidden")[0])
    return explore.pair_explorer(loaded[1], draw.example_sentences("pair"))


def test_an_explorer_is_live_leaves_a_picture_and_every_control_changes_it(widget, monkeypatch):
    data, metadata = widget._repr_mimebundle_()
    assert LIVE in data and metadata["image/png"]["alt"] == data["text/plain"]
    for name, value in {"sentence": "A dog ran.", "place": 0, "max_len": 8}.items():
        if name in widget.controls:
            before = widget.image.value
            widget.controls[name].value = value
            assert widget.image.value != before, name
    monkeypatch.setenv("COURSE_STATIC", "1")
    data, _ = widget._repr_mimebundle_()
    assert LIVE not in data and "image/png" in data


@pytest.mark.parametrize("sentence", ["", "🙃", "word " * 300, "[MASK] [SEP]"])
def test_any_sentence_can_be_typed(loaded, sentence):
    widget = explore.mask_explorer(*loaded, "A dog ran.")
    widget.controls["sentence"].value = sentence
    for place in (0, 24):
        widget.controls["place"].value = place
        assert "[MASK]" in widget.picture.alt


@pytest.mark.parametrize("key", explore.QUESTIONS)
@pytest.mark.parametrize("chosen", ["en", "es"])
def test_a_question_has_an_answer_in_both_languages(key, chosen):
    assert_answered(explore.QUESTIONS, key, chosen)
