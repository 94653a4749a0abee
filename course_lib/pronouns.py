"""Which noun does *it* stand for? Where a trained model looks when it must know.

*The cow didn't cross the bridge because it was too tired / too narrow*: to write *cansada* or *angosto* the model has
to have found the noun. It could do so anywhere; measured, it does so in the decoder's last layer, at the step that
writes the adjective, looking back at what it has written (*La vaca … el puente …*), its heads sharing the work.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.toy_grammar import Pair
from course_lib.toy_translation import Corpus
from course_lib.transformer import Transformer


@dataclass(frozen=True)
class Gaze:
    """Attention, per pair, layer and head, that falls on the noun meant and on the other, articles included."""

    on_referent: Float[Tensor, "pairs layers heads"]
    on_rival: Float[Tensor, "pairs layers heads"]

    def found_by_head(self) -> Float[Tensor, "layers heads"]:
        """The share of pairs in which each head looks more at the noun meant."""
        return (self.on_referent > self.on_rival).float().mean(dim=0)

    def found_by_layer(self) -> Float[Tensor, " layers"]:
        """The same for each layer, its heads averaged."""
        return (self.on_referent.mean(dim=-1) > self.on_rival.mean(dim=-1)).float().mean(dim=0)


def gaze_at_adjective(model: Transformer, data: Corpus, pairs: Sequence[Pair]) -> Gaze:
    """Decoder self-attention at the step that writes the Spanish adjective, for pairs that have a reference.

    Needs a corpus into Spanish: only there the adjective agrees.
    """
    if data.target != "es":
        raise ValueError(f"expected a corpus into 'es', got one into {data.target!r}: English adjectives don't agree")
    batch = data.batch(pairs)
    weights = model.attention_weights(batch.source, batch.target_in, batch.source_mask).decoder
    on_referent, on_rival = [], []
    for row, pair in enumerate(pairs):
        assert pair.reference is not None, "a pair without a pronoun"
        read = data.target_vocab.tokens(batch.target_in[row].tolist())
        writing = read.index(pair.reference.adjective_es) - 1  # what is read when the adjective comes next
        on_referent.append(_on_noun(weights[:, row, :, writing], read.index(pair.reference.referent_es)))
        on_rival.append(_on_noun(weights[:, row, :, writing], read.index(pair.reference.rival_es)))
    return Gaze(torch.stack(on_referent), torch.stack(on_rival))


def minimal_pairs(pairs: Sequence[Pair]) -> list[tuple[Pair, Pair]]:
    """Sentences that differ in one adjective, and by it in what *it* stands for: *too tired*, *too narrow*.

    The two adjectives end differently in Spanish, so the translation shows which noun was found.
    """
    too = [p for p in pairs if p.family == "crossing" and "didn't cross" in p.en and " too " in p.en]
    return [
        (a, b)
        for a in too
        for b in too
        if a.combination == b.combination
        and a.reference is not None
        and b.reference is not None
        and a.reference.referent_en == b.reference.rival_en == a.combination[0]
        and a.reference.adjective_es[-1] != b.reference.adjective_es[-1]
    ]


def _on_noun(weights: Float[Tensor, "layers heads keys"], noun: int) -> Float[Tensor, "layers heads"]:
    """What falls on the noun at this place and on the article before it."""
    return weights[..., noun - 1 : noun + 1].sum(dim=-1)
