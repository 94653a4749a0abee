import pytest

from course_lib.ngrams import KneserNey, MaximumLikelihood, NGrams, interpolated_probability
from course_lib.tokenizers import learn_bpe
from course_lib.widgets import language_modelling as explore
from tests.course_lib.shown import LIVE, assert_answered

TEXTS = [["a", "dog", "ran"], ["a", "cat", "ran"], ["a", "dog", "sat"]]
COUNTED = {n: NGrams.count(TEXTS, order=n) for n in (1, 2, 3)}


def sentence_explorer():
    models = {"MLE": MaximumLikelihood, "Kneser-Ney": KneserNey}
    by_name = {name: {n: model(counts) for n, counts in COUNTED.items()} for name, model in models.items()}
    return explore.sentence_explorer(by_name, [["a", "dog", "ran"], ["a", "cat", "sat"]])


WIDGETS = {
    "sentences": (sentence_explorer, {"sentence": "a cat sat", "kind": "MLE", "n": 1}),
    "merges": (lambda: explore.merge_explorer(["low", "new"], learn_bpe({"low": 5, "new": 6}, 6)), {"count": 2}),
    "mixture": (
        lambda: explore.mixture_explorer(COUNTED[3], ("<s>", "a"), ["dog", "sat"]),
        {"favour": 4.0, "uniform": 0.4},
    ),
}


@pytest.mark.parametrize("name", WIDGETS)
def test_an_explorer_is_live_leaves_a_picture_and_every_control_changes_it(name, monkeypatch):
    make, others = WIDGETS[name]
    widget = make()
    assert set(widget.controls) == set(others)
    data, metadata = widget._repr_mimebundle_()
    assert LIVE in data and metadata["image/png"]["alt"] == data["text/plain"]
    for control, value in others.items():
        before = widget.image.value
        widget.controls[control].value = value
        assert widget.image.value != before, control
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    data, _ = widget._repr_mimebundle_()
    assert LIVE not in data and "image/png" in data


@pytest.mark.parametrize("context", [(), ("a",), ("<s>", "a"), ("zz", "a"), ("zz", "zz"), ("a", "dog", "ran")])
@pytest.mark.parametrize("word", ["dog", "sat", "<unk>"])
def test_shares_are_the_summands_of_the_interpolated_probability(context, word):
    weights = [0.1, 0.2, 0.3, 0.4]
    shares = explore.order_shares(COUNTED[3], 6, weights, context, word)
    whole = interpolated_probability(COUNTED[3].counts, 6, weights, context, word)
    assert sum(shares) == pytest.approx(whole) and len(shares) == 4


@pytest.mark.parametrize("key", explore.QUESTIONS)
@pytest.mark.parametrize("chosen", ["en", "es"])
def test_a_question_has_an_answer_in_both_languages(key, chosen):
    assert_answered(explore.QUESTIONS, key, chosen)
