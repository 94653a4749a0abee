import pytest

from course_lib import checkpoints
from course_lib.figures import limitations as draw
from course_lib.widgets import limitations as explore
from tests.course_lib.shown import assert_answered, assert_live_and_still


def test_the_token_explorer(monkeypatch):
    tokenizer = checkpoints.language_model("base_s").tokenizer
    assert_live_and_still(explore.token_explorer(tokenizer, "A dog."), {"sentence": "Ellos corren."}, monkeypatch)


@pytest.mark.parametrize("sentence", ["", "   ", "🙃 日本語", "word " * 300])
def test_any_sentence_can_be_typed(sentence):
    widget = explore.token_explorer(checkpoints.language_model("base_s").tokenizer, "A dog.")
    widget.controls["sentence"].value = sentence
    assert "Bars" in widget.picture.alt


def test_the_caption_explorer(monkeypatch):
    widget = explore.caption_explorer(*checkpoints.vision_text(), draw.examples("captions"))
    assert_live_and_still(widget, {"shape": "star", "color": "green"}, monkeypatch)


@pytest.mark.parametrize("key", explore.QUESTIONS)
@pytest.mark.parametrize("chosen", ["en", "es"])
def test_a_question_has_an_answer_in_both_languages(key, chosen):
    assert_answered(explore.QUESTIONS, key, chosen)
