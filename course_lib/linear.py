"""Linear layers, and tables of embeddings that score, by the faster of two libraries.

PyTorch's float32 products on CPUs are MKL's, which takes a slow path on processors that are not Intel's; oneDNN, which
PyTorch also brings, needs half the time there for products of many rows, and as long elsewhere.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

MANY_ROWS = 16  # below, making oneDNN's arguments takes longer than the product


class Linear(nn.Linear):
    """nn.Linear, with the same weights and results; sooner where nothing is to be differentiated."""

    def forward(self, input: Float[Tensor, "*batch d_in"]) -> Float[Tensor, "*batch d_out"]:
        return linear(input, self.weight, self.bias)


class Table(nn.Embedding):
    """nn.Embedding, and the way back: which row a vector is most like."""

    def scores(self, x: Float[Tensor, "*batch d_model"]) -> Float[Tensor, "*batch vocab"]:
        """The dot product with every row."""
        return linear(x, self.weight)


def linear(
    x: Float[Tensor, "*batch d_in"], weight: Float[Tensor, "d_out d_in"], bias: Float[Tensor, " d_out"] | None = None
) -> Float[Tensor, "*batch d_out"]:
    """x Wᵀ + b, the same as F.linear."""
    many = x.numel() >= MANY_ROWS * x.shape[-1]
    if many and _onednn_can((x, weight) if bias is None else (x, weight, bias)):
        return torch.ops.mkldnn._linear_pointwise(x, weight, bias, "none", [], "")
    return F.linear(x, weight, bias)


def _onednn_can(given: tuple[Tensor, ...]) -> bool:
    """Floats on a CPU that nobody differentiates or casts."""
    if torch.is_grad_enabled() and any(tensor.requires_grad for tensor in given):
        return False
    plain = all(tensor.device.type == "cpu" and tensor.dtype == torch.float32 for tensor in given)
    return plain and torch.backends.mkldnn.is_available() and not torch.is_autocast_enabled("cpu")
