import math

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from course_lib.attention import causal_mask, padding_mask
from course_lib.layers import (
    DecoderBlock,
    EncoderBlock,
    FeedForward,
    LayerNorm,
    LearnedPositions,
    attention_flops,
    feed_forward_flops,
    parameter_count,
    rotate_by_position,
    sinusoidal_positions,
)


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(0)


def randomised(module: nn.Module) -> nn.Module:
    """Every parameter drawn anew, norms and biases too, so that none is hidden by its start at 0 or 1."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.normal_(std=0.3)
    return module.double().eval()


def test_positions_by_hand():
    table = sinusoidal_positions(3, 4)
    assert table.dtype == torch.float32
    expected = [[math.sin(p), math.cos(p), math.sin(p / 100), math.cos(p / 100)] for p in range(3)]
    torch.testing.assert_close(table, torch.tensor(expected))
    assert sinusoidal_positions(0, 4).shape == (0, 4)


def test_late_positions_are_exact():
    expected = [math.sin(99_999), math.cos(99_999), math.sin(999.99), math.cos(999.99)]
    torch.testing.assert_close(sinusoidal_positions(100_000, 4)[-1], torch.tensor(expected))


def test_positions_need_an_even_width():
    with pytest.raises(ValueError, match="even d_model, got 5"):
        sinusoidal_positions(3, 5)


def test_learned_positions_end():
    positions = LearnedPositions(4, 6)
    assert torch.equal(positions(3), positions.table.weight[:3])
    with pytest.raises(ValueError, match="at most 4 positions, got 5"):
        positions(5)


def test_rotation_makes_the_score_depend_on_distance_alone():
    query, key = torch.randn(2, 8, dtype=torch.float64)
    turned_q, turned_k = (rotate_by_position(x.expand(12, 8)) for x in (query, key))
    scores = turned_q @ turned_k.T
    for distance in range(-11, 12):
        diagonal = scores.diagonal(distance)
        torch.testing.assert_close(diagonal, diagonal[:1].expand_as(diagonal))
    assert not torch.allclose(scores[0, 0], scores[0, 5])


def test_rotation_by_hand():
    x = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    expected = [[1.0, 0.0], [math.cos(1), math.sin(1)], [-math.sin(2), math.cos(2)]]
    torch.testing.assert_close(rotate_by_position(x), torch.tensor(expected))


@pytest.mark.parametrize("size", [1.0, 1e4, -1e4])
def test_layer_norm_agrees_with_torch(size):
    ours, theirs = randomised(LayerNorm(8)), nn.LayerNorm(8).double()
    theirs.load_state_dict(ours.state_dict())
    x = size * torch.randn(3, 5, 8, dtype=torch.float64) + size
    torch.testing.assert_close(ours(x), theirs(x))


def test_feed_forward_treats_each_position_alone():
    module = randomised(FeedForward(8, 16))
    x = torch.randn(3, 5, 8, dtype=torch.float64)
    torch.testing.assert_close(module(x)[:, 2], module(x[:, 2]))
    hidden = (x @ module.expand.weight.T + module.expand.bias).clamp(min=0)
    torch.testing.assert_close(module(x), hidden @ module.contract.weight.T + module.contract.bias)


def copy_attention(ours, theirs):
    projections = (ours.q_proj, ours.k_proj, ours.v_proj)
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.cat([p.weight for p in projections]))
        theirs.in_proj_bias.copy_(torch.cat([p.bias for p in projections]))
    theirs.out_proj.load_state_dict(ours.out_proj.state_dict())


def copy_feed_forward(ours, theirs):
    theirs.linear1.load_state_dict(ours.expand.state_dict())
    theirs.linear2.load_state_dict(ours.contract.state_dict())


@pytest.mark.parametrize("norm", ["pre", "post"])
def test_encoder_block_agrees_with_torch(norm):
    ours = randomised(EncoderBlock(8, 2, 16, dropout=0.1, norm=norm))
    theirs = nn.TransformerEncoderLayer(8, 2, 16, 0.1, batch_first=True, norm_first=norm == "pre")
    theirs = theirs.double().eval()
    copy_attention(ours.self_attention, theirs.self_attn)
    copy_feed_forward(ours.feed_forward, theirs)
    theirs.norm1.load_state_dict(ours.around_self.norm.state_dict())
    theirs.norm2.load_state_dict(ours.around_feed_forward.norm.state_dict())
    x, mask = torch.randn(3, 5, 8, dtype=torch.float64), padding_mask(torch.tensor([5, 3, 1]), 5)
    # With gradients on, torch leaves its inference shortcut, which zeroes the padded positions.
    torch.testing.assert_close(ours(x, mask[:, None, :]), theirs(x, src_key_padding_mask=~mask))


@pytest.mark.parametrize("norm", ["pre", "post"])
def test_decoder_block_agrees_with_torch(norm):
    ours = randomised(DecoderBlock(8, 2, 16, dropout=0.1, norm=norm))
    theirs = nn.TransformerDecoderLayer(8, 2, 16, 0.1, batch_first=True, norm_first=norm == "pre")
    theirs = theirs.double().eval()
    copy_attention(ours.self_attention, theirs.self_attn)
    copy_attention(ours.cross_attention, theirs.multihead_attn)
    copy_feed_forward(ours.feed_forward, theirs)
    for around, name in zip((ours.around_self, ours.around_cross, ours.around_feed_forward), "123", strict=True):
        getattr(theirs, f"norm{name}").load_state_dict(around.norm.state_dict())
    x, memory = torch.randn(3, 4, 8, dtype=torch.float64), torch.randn(3, 5, 8, dtype=torch.float64)
    mask = padding_mask(torch.tensor([5, 3, 1]), 5)
    expected = theirs(x, memory, tgt_mask=~causal_mask(4), memory_key_padding_mask=~mask)
    torch.testing.assert_close(ours(x, memory, causal_mask(4), mask[:, None, :]), expected)


def test_an_unknown_norm_is_refused():
    with pytest.raises(Exception, match="norm"):
        EncoderBlock(8, 2, 16, norm="sandwich")


def test_parameters_are_counted_as_torch_counts_them():
    block = EncoderBlock(8, 2, 16)
    theirs = nn.TransformerEncoderLayer(8, 2, 16)
    assert parameter_count(block) == sum(p.numel() for p in theirs.parameters())
    # By hand: four 8×8 projections with bias, 8→16→8 with biases, two norms.
    assert parameter_count(block) == 4 * (64 + 8) + (128 + 16) + (128 + 8) + 2 * 16
    block.feed_forward.requires_grad_(False)
    assert parameter_count(block) == 4 * (64 + 8) + 2 * 16


def test_shared_parameters_count_once():
    layer = nn.Linear(3, 3)
    assert parameter_count(nn.Sequential(layer, layer)) == 12


@pytest.mark.parametrize(("n", "m"), [(6, 6), (4, 7)])
def test_operations_are_counted_as_torch_counts_them(n, m):
    block = DecoderBlock(8, 2, 32)
    block.cross_attention.keep_weights = True  # the counter knows matrix products, not every fused kernel
    counter = FlopCounterMode(display=False)
    with counter:
        block.cross_attention(torch.randn(1, n, 8), torch.randn(1, m, 8))
    assert counter.get_total_flops() == attention_flops(n, m, 8)
    with counter:
        block.feed_forward(torch.randn(1, n, 8))
    assert counter.get_total_flops() == feed_forward_flops(n, 8, 32)
