"""What every figure, widget and question of a notebook must hold."""

import io

import pytest
from PIL import Image

from course_lib import language
from course_lib.widgets import ask

LIVE = "application/vnd.jupyter.widget-view+json"


def assert_described_in_both_languages(draw, *, words=True):
    """A sharp picture of a readable size, with a description; its words are Spanish in Spanish."""
    english = draw()
    language.set_language("es")
    spanish = draw()
    assert english.alt != spanish.alt
    assert english.png != spanish.png or not words
    for picture in (english, spanish):
        image = Image.open(io.BytesIO(picture.png))
        assert image.width == pytest.approx(2 * picture.width_px, abs=2)
        assert 300 <= picture.width_px <= 720
        assert "{" not in picture.alt and len(picture.alt) > 20


def assert_live_and_still(widget, changes, monkeypatch):
    """Live where a kernel runs, a described picture elsewhere; each change of a control draws it anew."""
    data, metadata = widget._repr_mimebundle_()
    assert LIVE in data and metadata["image/png"]["alt"] == data["text/plain"]
    for name, value in changes.items():
        before = widget.image.value
        widget.controls[name].value = value
        assert widget.image.value != before, name
    monkeypatch.setenv("COURSE_STATIC", "1")
    data, _ = widget._repr_mimebundle_()
    assert LIVE not in data and "image/png" in data


def assert_answered(questions, key, chosen):
    """A question with a few choices; the right one stands in its folded explanation."""
    language.set_language(chosen)
    question = questions[key]
    assert 2 <= len(question.choices) <= 4
    data, _ = ask(key)._repr_mimebundle_()
    assert LIVE in data
    assert data["text/html"].count("<li>") == len(question.choices)
    assert language.text(question.choices[question.answer]) in data["text/html"].split("<details>")[1]
    assert language.text(question.why) not in data["text/plain"]
