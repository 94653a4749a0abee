import pytest

from course_lib import checkpoints, language
from course_lib.figures import limitations as draw
from course_lib.widgets import ask, base
from course_lib.widgets import limitations as explore

LIVE = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(autouse=True)
def _alive_and_english(monkeypatch):
    for name in base.STATIC_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    yield
    language.set_language("en")


def is_live_and_still(widget, changes, monkeypatch):
    data, metadata = widget._repr_mimebundle_()
    assert LIVE in data and metadata["image/png"]["alt"] == data["text/plain"]
    for name, value in changes.items():
        before = widget.image.value
        widget.controls[name].value = value
        assert widget.image.value != before, name
    monkeypatch.setenv("COURSE_STATIC", "1")
    data, _ = widget._repr_mimebundle_()
    assert LIVE not in data and "image/png" in data


def test_the_token_explorer(monkeypatch):
    tokenizer = checkpoints.language_model("base_s").tokenizer
    is_live_and_still(explore.token_explorer(tokenizer, "A dog."), {"sentence": "Ellos corren."}, monkeypatch)


@pytest.mark.parametrize("sentence", ["", "   ", "🙃 日本語", "word " * 300])
def test_any_sentence_can_be_typed(sentence):
    widget = explore.token_explorer(checkpoints.language_model("base_s").tokenizer, "A dog.")
    widget.controls["sentence"].value = sentence
    assert "Bars" in widget.picture.alt


def test_the_caption_explorer(monkeypatch):
    widget = explore.caption_explorer(*checkpoints.vision_text(), draw.examples("captions"))
    is_live_and_still(widget, {"shape": "star", "color": "green"}, monkeypatch)


@pytest.mark.parametrize("key", explore.QUESTIONS)
@pytest.mark.parametrize("chosen", ["en", "es"])
def test_a_question_has_an_answer_in_both_languages(key, chosen):
    language.set_language(chosen)
    question = explore.QUESTIONS[key]
    assert 2 <= len(question.choices) <= 4
    data, _ = ask(key)._repr_mimebundle_()
    assert data["text/html"].count("<li>") == len(question.choices)
    assert language.text(question.choices[question.answer]) in data["text/html"].split("<details>")[1]
