"""LoRA: a large matrix stays as it is, and a small product is learned beside it, from Hu et al. 2022."""

from collections.abc import Collection

import torch
from jaxtyping import Float
from torch import Tensor, nn


class LoRALinear(nn.Module):
    """linear(x) + (alpha / rank) · x aᵀ bᵀ: `linear` frozen, a (rank, d_in) random, b (d_out, rank) zero, so that
    training begins from the layer as it was (Hu et al. 2022, section 4.1). ValueError for a rank below 1.

    >>> layer = LoRALinear(nn.Linear(1, 1, bias=False), rank=1, alpha=2.0)
    >>> for weight in (layer.linear.weight, layer.a, layer.b):
    ...     _ = weight.data.fill_(1.0)
    >>> layer(torch.tensor([[3.0]]))  # 3 + (2 / 1) · 3
    tensor([[9.]], grad_fn=<AddBackward0>)
    """

    def __init__(self, linear: nn.Linear, rank: int, alpha: float) -> None:
        super().__init__()
        if rank < 1:
            raise ValueError(f"expected a rank of 1 or more, got {rank}")
        self.linear = linear.requires_grad_(False)
        self.scale = alpha / rank
        weight = linear.weight
        self.a = nn.Parameter(torch.randn(rank, linear.in_features, dtype=weight.dtype, device=weight.device))
        self.b = nn.Parameter(weight.new_zeros(linear.out_features, rank))
        with torch.no_grad():
            self.a.mul_(linear.in_features**-0.5)

    def forward(self, x: Float[Tensor, "*batch d_in"]) -> Float[Tensor, "*batch d_out"]:
        return self.linear(x) + self.scale * (x @ self.a.T @ self.b.T)  # (..., d_in) to (..., rank) to (..., d_out)

    @torch.no_grad()
    def merged(self) -> nn.Linear:
        """One plain layer that gives the same; this one is left as it is."""
        weight = self.linear.weight + self.scale * self.b @ self.a
        bias = self.linear.bias
        one = nn.Linear(weight.shape[1], weight.shape[0], bias is not None, device=weight.device, dtype=weight.dtype)
        one.weight.copy_(weight)
        if bias is not None:
            one.bias.copy_(bias)
        return one


def add_lora(model: nn.Module, rank: int, alpha: float, names: Collection[str] = ("qkv_proj", "out_proj")) -> int:
    """Freeze the model and put a `LoRALinear` around each linear layer with such a name; the parameters left to train.

    ValueError if no layer has one of the names.
    """
    model.requires_grad_(False)
    places = [
        (module, name)
        for module in model.modules()
        for name, child in module.named_children()
        if name in names and isinstance(child, nn.Linear)
    ]
    if not places:
        raise ValueError(f"expected linear layers named {' or '.join(names)}, found none")
    for module, name in places:
        setattr(module, name, LoRALinear(getattr(module, name), rank, alpha))
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def merge_lora(model: nn.Module) -> None:
    """Every `LoRALinear` of the model becomes one plain layer; the model's results stay the same."""
    for module in list(model.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, LoRALinear):
                setattr(module, name, child.merged())
