from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.metrics import CHRF

from course_lib.chrf import chrf, corpus_chrf
from tests.course_lib import stand_ins

TEXTS = st.text(alphabet="abcdñé ¿\t.", max_size=25) | st.text(max_size=12)


@given(TEXTS, TEXTS, st.integers(1, 8), st.sampled_from([1, 2, 3]))
def test_a_sentence_scores_as_in_sacrebleu(hypothesis, reference, max_order, beta):
    expected = CHRF(char_order=max_order, beta=beta).sentence_score(hypothesis, [reference]).score
    assert chrf(hypothesis, reference, max_order, float(beta)) == pytest.approx(expected, abs=1e-9)


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
def test_a_corpus_scores_as_in_sacrebleu(pairs):
    hypotheses, references = map(list, zip(*pairs, strict=True))
    expected = CHRF().corpus_score(hypotheses, [references]).score
    assert corpus_chrf(hypotheses, references) == pytest.approx(expected, abs=1e-9)


def published(language):
    """What a published system wrote, and the references."""
    folder = stand_ins.path("published", Path()) / "americasnlp2021"
    return [(folder / f"baseline.{language}-es.{side}").read_text(encoding="utf-8") for side in ("hyp", "ref")]


@pytest.mark.parametrize("language", ["stand-in", "aym", "bzd", "gn", "hch", "nah", "quy", "tar"])
def test_a_system_scores_as_in_sacrebleu(language):
    sides = published(language) if language != "stand-in" else [stand_ins.HYPOTHESES, stand_ins.REFERENCES]
    hypotheses, references = (side.splitlines() for side in sides)
    expected = CHRF().corpus_score(hypotheses, [references]).score
    assert corpus_chrf(hypotheses, references) == pytest.approx(expected, abs=1e-9)


def test_by_hand():
    # n = 1: 2 of 3 and 2 of 2; n = 2: 1 of 2 and 1 of 1. P = 7/12, R = 1.
    expected = 100 * 5 * (7 / 12) / (4 * (7 / 12) + 1)
    assert chrf("a b c", "ab", max_order=2) == pytest.approx(expected)
    assert chrf("el perro", "el perro") == pytest.approx(100)
    assert chrf("", "el perro") == chrf("el perro", "") == chrf("abc", "xyz") == 0


def test_what_cannot_be_compared_is_told():
    with pytest.raises(ValueError, match="expected a reference per hypothesis, got 1 and 0"):
        corpus_chrf(["a"], [])
    with pytest.raises(ValueError, match="expected a reference per hypothesis, got 0 and 0"):
        corpus_chrf([], [])
    with pytest.raises(ValueError, match="expected max_order of 1 or more, got 0"):
        chrf("a", "a", 0)
