import pytest
import torch

from course_lib import toy_translation as toy
from course_lib.seq2seq import Seq2Seq, Seq2SeqConfig
from course_lib.widgets import rnns as explore
from tests.course_lib.shown import LIVE, assert_answered


def alignment():
    data = toy.corpus("es", "en")
    torch.manual_seed(0)
    model = Seq2Seq(Seq2SeqConfig(len(data.source_vocab), len(data.target_vocab), 8, 8, 8))
    return explore.alignment_explorer(model, data, [data.train[0].es, data.train[1].es])


WIDGETS = {
    "gates": (explore.gate_explorer, {"forget": 1.0, "write": 0.0, "candidate": 0.5, "show": 0.1}),
    "alignment": (alignment, {"sentence": toy.corpus("es", "en").train[1].es}),
}


@pytest.mark.parametrize("name", WIDGETS)
def test_an_explorer_is_live_leaves_a_picture_and_every_control_changes_it(name, monkeypatch):
    make, others = WIDGETS[name]
    widget = make()
    assert set(widget.controls) == set(others)
    data, metadata = widget._repr_mimebundle_()
    assert LIVE in data and metadata["image/png"]["alt"] == data["text/plain"]
    for control, value in others.items():
        widget = make()
        before = widget.image.value
        widget.controls[control].value = value
        assert widget.image.value != before, control
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    data, _ = widget._repr_mimebundle_()
    assert LIVE not in data and "image/png" in data


@pytest.mark.parametrize("key", explore.QUESTIONS)
@pytest.mark.parametrize("chosen", ["en", "es"])
def test_a_question_has_an_answer_in_both_languages(key, chosen):
    assert_answered(explore.QUESTIONS, key, chosen)
