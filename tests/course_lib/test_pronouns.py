from dataclasses import replace

import pytest
import torch
from torch import nn

from course_lib.pronouns import Gaze, gaze_at_adjective, minimal_pairs
from course_lib.toy_translation import corpus, tokenize
from course_lib.transformer import AttentionWeights, Transformer


class Looks(Transformer):
    """Stands in for a model: at the step before a pair's last word it looks only where it is told."""

    def __init__(self, words: list[str], at: str) -> None:
        nn.Module.__init__(self)
        self.words, self.at = words, at

    def attention_weights(self, source, target, source_mask) -> AttentionWeights:
        n = target.shape[1]
        weights = torch.zeros(2, 1, 3, n, n)
        read = ["<bos>", *self.words]
        weights[1, 0, 2, len(read) - 3, read.index(self.at)] = 1.0  # before the adjective and the full stop
        return AttentionWeights(weights, weights, weights)


@pytest.mark.parametrize("which", ["referent_es", "rival_es"])
def test_gaze_is_read_at_the_step_that_writes_the_adjective(which):
    data = corpus()
    pair = next(p for p in data.held_out if p.reference)
    gaze = gaze_at_adjective(Looks(tokenize(pair.es), getattr(pair.reference, which)), data, [pair])
    found = torch.zeros(2, 3)
    found[1, 2] = float(which == "referent_es")
    assert torch.equal(gaze.found_by_head(), found)
    assert gaze.found_by_layer().tolist() == [0.0, found[1, 2].item()]


def test_shares_count_pairs():
    on_referent = torch.tensor([[[0.9, 0.1]], [[0.2, 0.3]]])
    gaze = Gaze(on_referent, torch.tensor([[[0.1, 0.2]], [[0.3, 0.4]]]))
    assert gaze.found_by_head().tolist() == [[0.5, 0.0]]
    assert gaze.found_by_layer().tolist() == [0.5]


def test_english_adjectives_cannot_show_it():
    back = corpus("es", "en")
    with pytest.raises(ValueError, match="into 'es', got one into 'en'"):
        gaze_at_adjective(Looks([], ""), back, [])


def test_minimal_pairs_differ_in_one_english_word_and_in_the_gender_it_asks_for():
    found = minimal_pairs(corpus().held_out)
    assert len(found) >= 5
    for a, b in found:
        words = zip(tokenize(a.en), tokenize(b.en), strict=True)
        assert sum(x != y for x, y in words) == 1
        assert a.reference.referent_en == b.reference.rival_en
        assert a.reference.adjective_es[-1] != b.reference.adjective_es[-1]
        assert replace(a.reference, adjective_en="", adjective_es="") != b.reference
