"""What holds for every model that reads a source and writes a target."""

import pytest
import torch
from torch import nn

from course_lib.seq2seq import Seq2Seq, Seq2SeqConfig
from course_lib.t5 import T5, T5Config
from course_lib.transformer import Transformer, TransformerConfig

MODELS = {
    "transformer": lambda: Transformer(TransformerConfig(11, 13, d_model=16, n_heads=2, n_layers=2, d_hidden=32)),
    "t5": lambda: T5(
        T5Config(17, d_model=12, n_layers=2, n_decoder_layers=1, n_heads=3, d_head=5, d_hidden=20, n_buckets=8)
    ).double(),
    **{
        f"{cell}, {'with' if attention else 'without'} attention": lambda cell=cell, attention=attention: Seq2Seq(
            Seq2SeqConfig(11, 13, 6, 8, 5, cell=cell, attention=attention)
        )
        for cell in ("elman", "lstm", "gru")
        for attention in (True, False)
    },
}


@pytest.fixture(params=MODELS.values(), ids=MODELS)
def model(request) -> nn.Module:
    torch.manual_seed(0)
    return request.param().eval()


@torch.no_grad()
def test_a_token_to_come_changes_no_earlier_logits(model, source, target):
    before = model(source, target)
    for t in range(4):
        changed = target.clone()
        changed[:, t + 1 :] = 4 + (changed[:, t + 1 :] - 3) % 9
        after = model(source, changed)
        torch.testing.assert_close(after[:, : t + 1], before[:, : t + 1])
        assert not torch.allclose(after[:, t + 1], before[:, t + 1])


@torch.no_grad()
def test_every_source_token_counts_for_every_target_position(model, source, target):
    before = model(source, target)
    for i in range(6):
        changed = source.clone()
        changed[:, i] = 4 + (changed[:, i] - 3) % 7
        assert (model(changed, target) != before).any(dim=-1).all()
