"""Linear layers by oneDNN: the same results as PyTorch's own, and gradients where they are asked for."""

import pytest
import torch
import torch.nn.functional as F

from course_lib.linear import MANY_ROWS, Linear, linear

SHAPES = [(1,), (1, 1), (MANY_ROWS - 1,), (MANY_ROWS,), (3, 40), (2, 3, 17), (0,)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
def test_the_same_as_torch(shape: tuple[int, ...], bias: bool, dtype: torch.dtype) -> None:
    torch.manual_seed(0)
    x, weight = torch.randn(*shape, 24, dtype=dtype), torch.randn(40, 24, dtype=dtype)
    shift = torch.randn(40, dtype=dtype) if bias else None
    with torch.no_grad():
        torch.testing.assert_close(linear(x, weight, shift), F.linear(x, weight, shift))
        torch.testing.assert_close(linear(x.mT.contiguous().mT, weight.T.contiguous().T), F.linear(x, weight))


def test_gradients_flow_to_whatever_asks_for_them() -> None:
    torch.manual_seed(0)
    for wants in ("input", "weight", "both"):
        layer = Linear(8, 6).requires_grad_(wants != "input")
        x = torch.randn(32, 8, requires_grad=wants != "weight")
        layer(x).sum().backward()
        assert (x.grad is not None) == (wants != "weight")
        assert (layer.weight.grad is not None) == (wants != "input")


def test_a_frozen_weight_with_a_bias_that_learns() -> None:
    layer = Linear(8, 6)
    layer.weight.requires_grad_(False)
    layer(torch.randn(32, 8)).sum().backward()
    assert layer.bias.grad is not None


def test_autocast_is_obeyed() -> None:
    layer = Linear(8, 6)
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        assert layer(torch.randn(32, 8)).dtype == torch.bfloat16
