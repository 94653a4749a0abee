"""Weights as whole numbers of a few bits: a quarter of the memory at eight, and less to read at every step.

Each row of a matrix has its own scale, so that one large weight does not spoil the others' precision (absmax, vector-
wise: Dettmers et al. 2022, "LLM.int8()", section 2). Inputs, sums and the cache stay floats.
"""

import copy

import torch
from jaxtyping import Float, Int, Int8
from torch import Tensor, nn

from course_lib.gpt import GPT
from course_lib.linear import linear

FEW_ROWS = 4  # up to here torch's int8 kernel for CPUs is the faster way, above it a product of floats is


def quantize(
    weight: Float[Tensor, "d_out d_in"], bits: int = 8
) -> tuple[Int8[Tensor, "d_out d_in"], Float[Tensor, " d_out"]]:
    """round(weight / scale) and the scales, where a row's scale is max|row| / (2^(bits−1) − 1).

    ValueError unless 2 ≤ bits ≤ 8. Fewer bits than eight are kept in eight: to see what they lose.
    """
    if not 2 <= bits <= 8:
        raise ValueError(f"expected 2 to 8 bits, got {bits}")
    largest = 2 ** (bits - 1) - 1
    scales = weight.abs().amax(dim=1) / largest
    codes = (weight / scales.clamp(min=torch.finfo(weight.dtype).tiny)[:, None]).round()
    return codes.clamp(-largest, largest).to(torch.int8), scales


def dequantize(codes: Int8[Tensor, "*rows d_in"], scales: Float[Tensor, "*rows"]) -> Float[Tensor, "*rows d_in"]:
    """codes · scales: each weight to within half a scale of what it was."""
    return codes.to(scales.dtype) * scales.unsqueeze(-1)


class QuantizedMatrix(nn.Module):
    """A linear layer whose matrix is held as codes and scales; it cannot learn."""

    def __init__(self, weight: Float[Tensor, "d_out d_in"], bias: Float[Tensor, " d_out"] | None, bits: int) -> None:
        super().__init__()
        codes, scales = quantize(weight.detach(), bits)
        self.codes: Tensor
        self.scales: Tensor
        self.bias: Tensor | None
        self.register_buffer("codes", codes)
        self.register_buffer("scales", scales)
        self.register_buffer("bias", None if bias is None else bias.detach().clone())

    def forward(self, x: Float[Tensor, "*batch d_in"]) -> Float[Tensor, "*batch d_out"]:
        """x Wᵀ + b. Of a few rows at a time, as decoding has them, x is rounded to bfloat16 first (see `FEW_ROWS`)."""
        rows = x if x.ndim == 2 else x.reshape(-1, x.shape[-1])
        if len(rows) <= FEW_ROWS and x.device.type == "cpu":
            product = torch._weight_int8pack_mm(rows.bfloat16(), self.codes, self.scales.bfloat16()).to(x.dtype)
        else:
            product = linear(rows, self.codes.to(x.dtype)) * self.scales
        product = product if self.bias is None else product + self.bias
        return product if x.ndim == 2 else product.view(*x.shape[:-1], -1)


class QuantizedTable(QuantizedMatrix):
    """The same for a table of embeddings."""

    def forward(self, tokens: Int[Tensor, "*batch"]) -> Float[Tensor, "*batch d_model"]:
        return dequantize(self.codes[tokens], self.scales[tokens])

    def scores(self, x: Float[Tensor, "*batch d_model"]) -> Float[Tensor, "*batch vocab"]:
        return super().forward(x)


def quantized(model: GPT, bits: int = 8) -> GPT:
    """A copy that reads and writes but cannot learn: matrices are whole numbers of `bits` bits; biases, layer norms and
    positions stay as they are."""
    made = copy.deepcopy(model).eval()
    for module in list(made.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, nn.Linear):
                setattr(module, name, QuantizedMatrix(child.weight, child.bias, bits))
    made.tokens = QuantizedTable(made.tokens.weight, None, bits)  # type: ignore[assignment]
    return made


def weight_bytes(model: nn.Module) -> int:
    """Bytes of a model's parameters and of the buffers that are saved with it."""
    return sum(tensor.numel() * tensor.element_size() for tensor in model.state_dict().values())
