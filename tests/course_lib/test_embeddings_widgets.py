import pytest
import torch

from course_lib.widgets import embeddings as explore
from course_lib.word_vectors import WordVectors
from tests.course_lib.shown import LIVE, assert_answered

WORDS = tuple(f"word{i}" for i in range(30))


@pytest.fixture
def projector():
    return explore.projector(
        WordVectors(WORDS, torch.randn(30, 8, generator=torch.Generator().manual_seed(0))), "word3"
    )


def test_the_window_moves():
    widget = explore.window_explorer(["a", "b", "c", "d", "e"])
    for name, value in {"center": 0, "size": 1}.items():
        before = widget.image.value
        widget.controls[name].value = value
        assert widget.image.value != before
    assert widget.picture.alt == "Pairs of the window: (a, b)."


def test_the_projector_names_the_neighbours_of_the_word_searched_for(projector):
    nearest = [word for word, _ in projector.vectors.neighbours("word3", 8)]
    assert all(f">{word} 0." in projector.view.value or f">{word} -0." in projector.view.value for word in nearest)
    projector.search.value = "word5"
    assert ">word5</text>" in projector.view.value and ">word3</text>" not in projector.view.value
    before = projector.view.value
    projector.components.value = (2, 3)
    assert projector.view.value != before


def test_a_word_without_a_vector_is_told_and_nothing_breaks(projector):
    projector.search.value = "<script>"
    assert "no vector" in projector.told.value and "script" not in projector.view.value
    projector.search.value = ""
    assert projector.told.value == "" and projector.view.value.count("<circle") == 30


def test_the_projector_leaves_a_map_where_no_kernel_runs(projector, monkeypatch):
    data, metadata = projector._repr_mimebundle_()
    assert LIVE in data and "image/png" in data
    monkeypatch.setenv("COURSE_STATIC", "1")
    data, metadata = projector._repr_mimebundle_()
    assert LIVE not in data and "word3" in metadata["image/png"]["alt"]


@pytest.mark.parametrize("key", explore.QUESTIONS)
@pytest.mark.parametrize("chosen", ["en", "es"])
def test_a_question_has_an_answer_in_both_languages(key, chosen):
    assert_answered(explore.QUESTIONS, key, chosen)
