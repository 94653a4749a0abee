"""Feedback: what one learner reads, in their language, with nothing that runs and nothing that is ours to keep."""

from pathlib import Path
from typing import get_args

import pytest

from autograder import feedback
from autograder.records import ExerciseResult, PropertyResult, Record, Repair, RepairKind
from autograder.verdicts import Verdict

HOSTILE = "<script>alert(1)</script>\x1b[2J\u202e=cmd"


def attention(**changes: object) -> ExerciseResult:
    values = {
        "exercise": "scaled_dot_product_attention",
        "score": 4.5,
        "max": 6.0,
        "verdict": Verdict.PARTLY_RIGHT,
        "properties": [
            PropertyResult("values", True, 3.0, title="Output and weights for several sizes"),
            PropertyResult("mask", False, 1.0, "Your mask is ignored.", "mask_ignored", Verdict.WRONG, "The mask"),
        ],
        "detail": "Traceback of ours: reference said 0.25",
    }
    return ExerciseResult(**{**values, **changes})


def record(*results: ExerciseResult, **changes: object) -> Record:
    values = {"key": "k", "learner": "ana", "topic": "04_transformers", "language": "en", "repairs": [], "notes": []}
    return Record(**{**values, "exercises": list(results), **changes})


def test_text_shows_every_property_its_worth_hint_and_the_next_step() -> None:
    text = feedback.as_text(attention(), "en")
    assert text.splitlines() == [
        "scaled_dot_product_attention: 4.5 of 6 points · partly right",
        "  ✓ Output and weights for several sizes (worth 4.5)",
        "  ✗ The mask (worth 1.5)",
        "      Your mask is ignored.",
        "Next: Part of it works. Read the hint under each ✗, mend one thing at a time, and run the check again.",
    ]


@pytest.mark.parametrize("language", feedback.LANGUAGES)
@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_words_and_a_next_step_in_both_languages(verdict: Verdict, language: str) -> None:
    text = feedback.as_text(attention(verdict=verdict), language)
    assert feedback.verdict_word(verdict, language) in text
    assert feedback.what_next(verdict, language) in text
    assert len(feedback.what_next(verdict, language)) > 40


def test_texts_differ_between_the_languages() -> None:
    for verdict in Verdict:
        assert feedback.what_next(verdict, "es") != feedback.what_next(verdict, "en")


def test_a_language_we_do_not_speak_reads_as_english() -> None:
    assert feedback.as_text(attention(), "../../fr") == feedback.as_text(attention(), "en")


def test_details_for_the_instructor_reach_no_learner() -> None:
    made = record(attention())
    assert "reference said" not in feedback.record_as_text(made) + feedback.as_html(made)


def test_html_escapes_whatever_a_learner_can_write() -> None:
    hostile = PropertyResult("values", False, 1.0, HOSTILE, "x", Verdict.RAISED, HOSTILE)
    page = feedback.as_html(
        record(
            attention(properties=[hostile]),
            learner=HOSTILE,
            notes=[HOSTILE],
            repairs=[Repair("tags", HOSTILE, {"tags": HOSTILE})],
            language=HOSTILE,
        )
    )
    assert "<script" not in page
    assert "\x1b" not in page and "\u202e" not in page
    assert "&lt;script&gt;" in page


def test_html_is_one_page_that_asks_for_nothing() -> None:
    page = feedback.as_html(record(attention()))
    for word in ("http://", "https://", "src=", "@import", "url(", "<link", "<script", "javascript:"):
        assert word not in page
    assert "default-src 'none'" in page


def test_text_moves_no_cursor() -> None:
    text = feedback.as_text(attention(properties=[PropertyResult("v", False, 1.0, HOSTILE, None, Verdict.WRONG)]), "en")
    assert all(char.isprintable() or char == "\n" for char in text)


def test_a_fault_of_ours_is_no_zero() -> None:
    made = record(attention(verdict=Verdict.GRADER_FAULT, score=0.0), language="es")
    text = feedback.record_as_text(made)
    assert "0 de 6" not in text
    assert "sin nota aún, de 6 puntos" in text
    assert "0 de 6" not in feedback.as_html(made)


def core_wrong(*others: PropertyResult, **changes: object) -> ExerciseResult:
    core = PropertyResult("values", False, 2.0, "Not divided by √d.", "no_scaling", Verdict.WRONG, "Values")
    return attention(**{"score": 1.0, "properties": [core, *others], **changes})


def test_what_was_not_examined_has_a_sign_of_its_own_and_its_reason_once() -> None:
    unasked = [PropertyResult(name, None, 1.0, verdict=Verdict.WRONG, title=name) for name in ("mask", "dtype")]
    text = feedback.as_text(core_wrong(*unasked, score=0.0, verdict=Verdict.WRONG), "en")
    assert "  – mask (worth 1.5)" in text and "  – dtype (worth 1.5)" in text
    assert text.count("Not examined: these rest on the first ✗") == 1
    page = feedback.as_html(record(core_wrong(*unasked)))
    assert page.count(">not examined<") == 2 and page.count("does not hold") == 1


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (Verdict.MISSING, "there was nothing to examine"),
        (Verdict.FORBIDDEN, "calls what it may not"),
        (Verdict.GRADER_FAULT, "our fault"),
    ],
)
def test_the_reason_fits_the_verdict(verdict: Verdict, said: str) -> None:
    unasked = [PropertyResult("values", None, 1.0, verdict=verdict)]
    assert said in feedback.as_text(attention(verdict=verdict, properties=unasked), "en")


def test_what_holds_given_a_mistake_says_what_it_earns() -> None:
    held = PropertyResult("dtype", True, 2.0, title="The dtype", credit=0.5, given="no_scaling")
    text = feedback.as_text(core_wrong(held), "en")
    assert "  ✓ The dtype (1.5 of 3)" in text
    assert "Given that mistake, the rest is right: it earns 50 % of its points." in text
    failed = PropertyResult("mask", False, 2.0, "Ignored.", "mask_ignored", Verdict.WRONG)
    assert "Marked on from that first mistake" in feedback.as_text(core_wrong(held, failed), "en")
    assert "50 %" not in feedback.as_text(attention(), "en")


def test_repairs_are_told_in_the_learners_language_and_notes_are_for_the_instructor() -> None:
    made = record(
        attention(), repairs=[Repair("restored", "check_a")], notes=["Ask for the file itself."], language="es"
    )
    for shown in (feedback.record_as_text(made), feedback.as_html(made)):
        assert "check_a: la celda se había borrado" in shown
        assert "Ask for" not in shown


@pytest.mark.parametrize("language", feedback.LANGUAGES)
@pytest.mark.parametrize("kind", get_args(RepairKind))
def test_every_repair_has_a_sentence_in_both_languages(kind: RepairKind, language: str) -> None:
    values = {"times": "2", "found": "markdown", "type": "code", "tags": "a, b", "language": "R", "package": "einops"}
    values |= {"number": "3", "file": "sums-2.ipynb", "other": "08_decoding", "topic": "04_transformers"}
    text = feedback.repair_text(Repair(kind, "here", values), language)
    assert text.startswith("here: ") and len(text) > 20 and "{" not in text


def test_write_leaves_a_page_and_a_text(tmp_path: Path) -> None:
    page = feedback.write(record(attention(), language="es"), tmp_path / "ana")
    assert page.read_text(encoding="utf-8").startswith('<!doctype html>\n<html lang="es">')
    assert "puntos" in (tmp_path / "ana" / "feedback.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("value", "shown"), [(6.0, "6"), (4.5, "4.5"), (10 / 3, "3.33"), (0.0, "0"), (20.0, "20")])
def test_numbers_have_no_decimals_that_say_nothing(value: float, shown: str) -> None:
    assert feedback.number(value) == shown
