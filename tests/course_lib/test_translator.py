"""What holds for every model that reads a source and writes a target."""

import pytest
import torch

from course_lib.seq2seq import Seq2Seq, Seq2SeqConfig
from course_lib.transformer import Transformer, TransformerConfig
from course_lib.translator import Translator

MODELS = {
    "transformer": lambda: Transformer(TransformerConfig(11, 13, d_model=16, n_heads=2, n_layers=2, d_hidden=32)),
    **{
        f"{cell}, {'with' if attention else 'without'} attention": lambda cell=cell, attention=attention: Seq2Seq(
            Seq2SeqConfig(11, 13, 6, 8, 5, cell=cell, attention=attention)
        )
        for cell in ("elman", "lstm", "gru")
        for attention in (True, False)
    },
}


@pytest.fixture(params=MODELS.values(), ids=MODELS)
def model(request) -> Translator:
    torch.manual_seed(0)
    return request.param().eval()


@pytest.fixture
def source() -> torch.Tensor:
    return torch.randint(4, 11, (3, 6), generator=torch.Generator().manual_seed(1))


@pytest.fixture
def target() -> torch.Tensor:
    return torch.randint(4, 13, (3, 5), generator=torch.Generator().manual_seed(2))


def test_a_token_to_come_changes_no_earlier_logits(model, source, target):
    before = model(source, target)
    for t in range(4):
        changed = target.clone()
        changed[:, t + 1 :] = 4 + (changed[:, t + 1 :] - 3) % 9
        after = model(source, changed)
        torch.testing.assert_close(after[:, : t + 1], before[:, : t + 1])
        assert not torch.allclose(after[:, t + 1], before[:, t + 1])


def test_every_source_token_counts_for_every_target_position(model, source, target):
    before = model(source, target)
    for i in range(6):
        changed = source.clone()
        changed[:, i] = 4 + (changed[:, i] - 3) % 7
        assert (model(changed, target) != before).any(dim=-1).all()
