"""LoRA: begins as the layer, learns beside it, and becomes one plain layer again."""

import pytest
import torch
from torch import nn

from course_lib.gpt import GPT, GPTConfig
from course_lib.lora import LoRALinear, add_lora, merge_lora

SMALL = GPTConfig(50, context=16, d_model=16, n_layers=2, n_heads=2)


def test_it_begins_as_the_layer_it_surrounds_and_only_the_small_matrices_learn() -> None:
    linear = nn.Linear(6, 4)
    lora, x = LoRALinear(linear, rank=2, alpha=8.0), torch.randn(3, 6)
    assert torch.equal(lora(x), linear(x))
    lora(x).sum().backward()
    assert linear.weight.grad is None and lora.b.grad is not None
    assert {name for name, p in lora.named_parameters() if p.requires_grad} == {"a", "b"}


@pytest.mark.parametrize("bias", [True, False])
def test_the_sum_by_hand_and_merged(bias: bool) -> None:
    lora, x = LoRALinear(nn.Linear(6, 4, bias=bias), rank=2, alpha=8.0), torch.randn(3, 6)
    nn.init.normal_(lora.b)
    by_hand = lora.linear(x) + 4.0 * x @ lora.a.T @ lora.b.T
    torch.testing.assert_close(lora(x), by_hand)
    before = lora.linear.weight.clone()
    torch.testing.assert_close(lora.merged()(x), by_hand)
    assert torch.equal(lora.linear.weight, before)


def test_a_model_with_lora_begins_equal_and_merges_to_the_same() -> None:
    model, tokens = GPT(SMALL).eval(), torch.arange(10)[None]
    before = model(tokens)
    trained = add_lora(model, rank=2, alpha=4.0)
    assert trained == 2 * 2 * (16 + 48 + 16 + 16)
    torch.testing.assert_close(model(tokens), before)
    for module in model.modules():
        if isinstance(module, LoRALinear):
            nn.init.normal_(module.b)
    changed = model(tokens)
    merge_lora(model)
    torch.testing.assert_close(model(tokens), changed, atol=1e-5, rtol=1e-4)
    assert not torch.allclose(changed, before)


def test_what_is_wrong_is_said() -> None:
    with pytest.raises(ValueError, match="rank"):
        LoRALinear(nn.Linear(2, 2), 0, 1.0)
    with pytest.raises(ValueError, match="none"):
        add_lora(nn.Linear(2, 2), 1, 1.0)
