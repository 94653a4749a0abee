import torch
from torch import nn


class LoRALinear(nn.Module):
    """W + (alpha / rank) b a is applied at once; merged() uses the same sum."""

    def __init__(self, linear: nn.Linear, rank: int, alpha: float) -> None:
        super().__init__()
        self.linear = linear.requires_grad_(False)
        self.register_buffer('scaling', torch.tensor(alpha / rank, dtype=linear.weight.dtype))
        self.a = nn.Parameter(torch.empty_like(linear.weight[:1].expand(rank, -1)))
        nn.init.normal_(self.a, std=1 / rank)
        self.b = nn.Parameter(linear.weight.new_zeros(linear.out_features, rank))

    def _weight(self) -> torch.Tensor:
        return torch.addmm(self.linear.weight, self.b, self.a, alpha=float(self.scaling))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return nn.functional.linear(x, self._weight(), self.linear.bias)

    def merged(self) -> nn.Linear:
        d_out, d_in = self.linear.weight.shape
        plain = nn.Linear(d_in, d_out, self.linear.bias is not None, self.linear.weight.device, self.linear.weight.dtype)
        plain.load_state_dict({**self.linear.state_dict(), 'weight': self._weight().detach()})
        return plain
