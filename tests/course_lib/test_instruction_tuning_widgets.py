import pytest

from course_lib import measured
from course_lib.widgets import instruction_tuning as explore
from tests.course_lib.shown import LIVE, assert_answered, assert_live_and_still


def test_the_clip_explorer(monkeypatch):
    assert_live_and_still(explore.clip_explorer(), {"clip": 0.5}, monkeypatch)


def test_the_kl_explorer(monkeypatch):
    assert_live_and_still(explore.kl_explorer(measured.load("over_optimisation")["en"]), {"beta": "1.0"}, monkeypatch)


def blind():
    answers = {"one": ["a1", "a2", "a3"], "two": ["b1", "b2", "b3"]}
    return explore.BlindTest("en", ["p1\nResponse:", "p2", "p3"], answers, seed=0)


def test_a_blind_test_hides_who_wrote_what_and_keeps_what_was_chosen():
    widget = blind()
    assert not widget.comparisons
    assert all("one" not in button.description and "two" not in button.description for button in widget.buttons)
    shown = [button.description for button in widget.buttons]
    widget.buttons[0].click()
    widget.skip.click()
    widget.buttons[1].click()
    widget.buttons[1].click()  # nothing is left to choose
    first, last = widget.comparisons
    assert (first.chosen, first.rejected, first.prompt) == (*shown, "p1\nResponse:")
    assert last.prompt == "p3" and {last.chosen, last.rejected} == {"a3", "b3"}
    assert "one: " in widget.outcome.value and "two: " in widget.outcome.value


def test_a_blind_test_shows_both_sides_in_either_place():
    answers = {"one": ["a"] * 20, "two": ["b"] * 20}
    orders = {tuple(order) for order in explore.BlindTest("en", ["p"] * 20, answers, 1).order}
    assert orders == {("one", "two"), ("two", "one")}


def test_a_blind_test_leaves_text_where_no_kernel_runs(monkeypatch):
    monkeypatch.setenv("COURSE_STATIC", "1")
    data, _ = blind()._repr_mimebundle_()
    assert LIVE not in data and "p1" in data["text/plain"] and "one" not in data["text/plain"]


@pytest.mark.parametrize("key", explore.QUESTIONS)
@pytest.mark.parametrize("chosen", ["en", "es"])
def test_a_question_has_an_answer_in_both_languages(key, chosen):
    assert_answered(explore.QUESTIONS, key, chosen)
