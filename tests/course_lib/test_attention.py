import math

import pytest
import torch
import torch.nn.functional as F
from jaxtyping import TypeCheckError
from torch import nn

from course_lib.attention import (
    MultiHeadAttention,
    causal_mask,
    fused_attention,
    padding_mask,
    scaled_dot_product_attention,
)


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(0)


def draw(*shapes, dtype=torch.float64):
    return [torch.randn(*shape, dtype=dtype) for shape in shapes]


@pytest.mark.parametrize("leading", [(), (3,), (2, 3)])
@pytest.mark.parametrize("masked", [False, True])
def test_agrees_with_torch(leading, masked):
    q, k, v = draw((*leading, 4, 6), (*leading, 5, 6), (*leading, 5, 7))
    mask = torch.rand(*leading, 4, 5) < 0.5
    mask[..., 0] = True
    mask = mask if masked else None
    output, weights = scaled_dot_product_attention(q, k, v, mask)
    expected = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    torch.testing.assert_close(output, expected)
    torch.testing.assert_close(fused_attention(q, k, v, mask), expected)
    torch.testing.assert_close(weights.sum(-1), torch.ones_like(weights[..., 0]))
    if mask is not None:
        assert (weights[~mask] == 0).all()


def test_by_hand():
    # Scores 2 ln 3 and 0, divided by √4: ln 3 and 0. The weights are 3/4 and 1/4.
    query = torch.tensor([[2 * math.log(3), 0.0, 0.0, 0.0]])
    key = torch.tensor([[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]])
    value = torch.tensor([[4.0], [8.0]])
    output, weights = scaled_dot_product_attention(query, key, value)
    torch.testing.assert_close(weights, torch.tensor([[0.75, 0.25]]))
    torch.testing.assert_close(output, torch.tensor([[5.0]]))


@pytest.mark.parametrize("mask_shape", [(5,), (1, 5), (4, 1), (4, 5), (3, 1, 5)])
def test_masks_are_broadcast(mask_shape):
    q, k, v = draw((3, 4, 6), (3, 5, 6), (3, 5, 6))
    mask = torch.ones(mask_shape, dtype=torch.bool)
    if mask_shape[-1] == 5:
        mask[..., -1] = False
    output, _ = scaled_dot_product_attention(q, k, v, mask)
    torch.testing.assert_close(output, scaled_dot_product_attention(q, k, v, mask.expand(3, 4, 5))[0])


@pytest.mark.parametrize("size", [1e4, -1e4])
def test_extreme_scores_stay_finite(size):
    q, k, v = draw((4, 6), (5, 6), (5, 6), dtype=torch.float32)
    q = (q * size).requires_grad_()
    output, weights = scaled_dot_product_attention(q, k, v)
    output.sum().backward()
    assert output.isfinite().all() and weights.isfinite().all() and q.grad.isfinite().all()


def test_inputs_and_dtype_are_kept():
    for dtype in (torch.float32, torch.float64):
        tensors = draw((4, 6), (5, 6), (5, 6), dtype=dtype)
        before = [t.clone() for t in tensors]
        output, weights = scaled_dot_product_attention(*tensors)
        assert output.dtype == weights.dtype == dtype
        assert all(torch.equal(a, b) for a, b in zip(tensors, before, strict=True))


def test_shapes_are_checked_while_testing():
    with pytest.raises(TypeCheckError):
        scaled_dot_product_attention(*draw((4, 6), (5, 7), (5, 6)))


def test_masks():
    assert causal_mask(3).tolist() == [[True, False, False], [True, True, False], [True, True, True]]
    assert causal_mask(3).dtype == torch.bool
    assert padding_mask(torch.tensor([0, 1, 3]), 3).tolist() == [
        [False] * 3,
        [True, False, False],
        [True] * 3,
    ]


def torch_twin(module: MultiHeadAttention, d_model: int) -> nn.MultiheadAttention:
    """torch's module with the same weights."""
    twin = nn.MultiheadAttention(d_model, module.n_heads, batch_first=True).double()
    projections = (module.q_proj, module.k_proj, module.v_proj)
    with torch.no_grad():
        twin.in_proj_weight.copy_(torch.cat([p.weight for p in projections]))
        twin.in_proj_bias.copy_(torch.cat([p.bias for p in projections]))
    twin.out_proj.load_state_dict(module.out_proj.state_dict())
    return twin


@pytest.mark.parametrize("n_heads", [1, 2, 4])
@pytest.mark.parametrize("keep_weights", [False, True])
def test_multi_head_agrees_with_torch(n_heads, keep_weights):
    module = MultiHeadAttention(8, n_heads).double()
    module.keep_weights = keep_weights
    query, key, value = draw((3, 4, 8), (3, 5, 8), (3, 5, 8))
    mask = torch.rand(3, 4, 5) < 0.5
    mask[..., 0] = True
    twin = torch_twin(module, 8)
    expected, weights = twin(
        query, key, value, attn_mask=~mask.repeat_interleave(n_heads, 0), average_attn_weights=False
    )
    torch.testing.assert_close(module(query, key, value, mask), expected)
    if keep_weights:
        torch.testing.assert_close(module.weights, weights)
    else:
        assert module.weights is None


def test_key_defaults_to_query_and_value_to_key():
    module = MultiHeadAttention(8, 2).double()
    query, key = draw((3, 4, 8), (3, 5, 8))
    torch.testing.assert_close(module(query), module(query, query, query))
    torch.testing.assert_close(module(query, key), module(query, key, key))


def test_one_mask_serves_the_whole_batch():
    module = MultiHeadAttention(8, 2).double()
    (x,) = draw((3, 4, 8))
    mask = causal_mask(4)
    torch.testing.assert_close(module(x, mask=mask), module(x, mask=mask.expand(3, 4, 4)))


def test_with_a_causal_mask_the_future_changes_nothing():
    module = MultiHeadAttention(8, 2).double()
    (x,) = draw((1, 6, 8))
    before = module(x, mask=causal_mask(6))
    for t in range(5):
        changed = x.clone()
        changed[:, t + 1 :] += 10
        torch.testing.assert_close(module(changed, mask=causal_mask(6))[:, : t + 1], before[:, : t + 1])
        assert not torch.allclose(module(changed)[:, : t + 1], module(x)[:, : t + 1])


def test_both_paths_have_the_same_gradients():
    module = MultiHeadAttention(8, 2).double()
    (x,) = draw((2, 4, 8))
    gradients = []
    for module.keep_weights in (False, True):
        module.zero_grad()
        module(x, mask=causal_mask(4)).square().sum().backward()
        gradients.append([p.grad.clone() for p in module.parameters()])
    for fused, readable in zip(*gradients, strict=True):
        torch.testing.assert_close(fused, readable)


@pytest.mark.parametrize("n_heads", [0, 3, 16])
def test_heads_must_divide_the_model(n_heads):
    with pytest.raises(ValueError, match=rf"d_model=8 and n_heads={n_heads}"):
        MultiHeadAttention(8, n_heads)
