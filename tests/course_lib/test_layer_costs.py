import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from course_lib.attention import MultiHeadAttention
from course_lib.layer_costs import LAYERS, gru_flops, layer_costs, memory_mb
from course_lib.layers import parameter_count


def test_one_row_per_layer_and_length():
    table = layer_costs([4, 8], d_model=16, n_heads=2)
    assert tuple(table) == LAYERS
    for layer, rows in table.items():
        assert [row.n for row in rows] == [4, 8]
        assert all(row.time_ms > 0 for row in rows)
        assert [row.sequential_steps for row in rows] == ([4, 8] if layer == "recurrent" else [1, 1])


def test_gru_operations_follow_from_its_parameters():
    weights = parameter_count(nn.GRU(16, 16, bias=False))
    assert gru_flops(7, 16) == 7 * 2 * weights  # every weight multiplies and adds once per token


def test_attention_operations_are_those_torch_counts():
    attention = MultiHeadAttention(16, 2)
    attention.keep_weights = True
    counter = FlopCounterMode(display=False)
    with counter:
        attention(torch.randn(1, 8, 16))
    rows = layer_costs([8], d_model=16, n_heads=2)
    assert rows["plain"][0].flops == rows["fused"][0].flops == counter.get_total_flops()


@pytest.mark.parametrize(("layer", "growth"), [("recurrent", 2), ("fused", 2), ("plain", 4)])
def test_memory_grows_with_length_or_with_its_square(layer, growth):
    ratio = memory_mb(layer, 2_000_000, 16, 2) / memory_mb(layer, 1_000_000, 16, 2)
    assert ratio == pytest.approx(growth, rel=1e-3)


def test_the_table_by_hand():
    # 2 heads of 1000 × 1000 weights, and 4 × 1000 × 16 numbers, 4 bytes each.
    assert memory_mb("plain", 1000, 16, 2) == pytest.approx(8.256)
