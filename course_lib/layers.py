"""The parts a transformer is stacked from: positions, feed-forward, norm, and the two kinds of block."""

from collections.abc import Callable
from typing import Literal

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from course_lib.attention import MultiHeadAttention

Norm = Literal["pre", "post"]


class EncoderBlock(nn.Module):
    """Self-attention, then a feed-forward network, each with a residual connection and a layer norm.

    norm="post" is the 2017 paper: LayerNorm(x + f(x)). norm="pre", the default, is x + f(LayerNorm(x)): the
    residual path is left untouched from end to end, so gradients are even across depth and training does not
    hang on a long warm-up (Xiong et al. 2020). A pre-norm stack needs one more norm after its last block.
    """

    def __init__(self, d_model: int, n_heads: int, d_hidden: int, *, dropout: float = 0.0, norm: Norm = "pre") -> None:
        super().__init__()
        self.self_attention = MultiHeadAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, d_hidden)
        self.around_self = Residual(d_model, dropout, norm)
        self.around_feed_forward = Residual(d_model, dropout, norm)

    def forward(
        self, x: Float[Tensor, "batch n d_model"], mask: Bool[Tensor, "*#batch #n n"] | None = None
    ) -> Float[Tensor, "batch n d_model"]:
        """`mask`: which positions may attend to which, (n, n) or (batch, n, n) or (batch, 1, n)."""
        x = self.around_self(x, lambda y: self.self_attention(y, mask=mask))
        return self.around_feed_forward(x, self.feed_forward)


class DecoderBlock(nn.Module):
    """Self-attention over what is written so far, cross-attention to the encoder's output, feed-forward."""

    def __init__(self, d_model: int, n_heads: int, d_hidden: int, *, dropout: float = 0.0, norm: Norm = "pre") -> None:
        super().__init__()
        self.self_attention = MultiHeadAttention(d_model, n_heads)
        self.cross_attention = MultiHeadAttention(d_model, n_heads)
        self.feed_forward = FeedForward(d_model, d_hidden)
        self.around_self = Residual(d_model, dropout, norm)
        self.around_cross = Residual(d_model, dropout, norm)
        self.around_feed_forward = Residual(d_model, dropout, norm)

    def forward(
        self,
        x: Float[Tensor, "batch n d_model"],
        memory: Float[Tensor, "batch m d_model"],
        mask: Bool[Tensor, "*#batch #n n"] | None = None,
        memory_mask: Bool[Tensor, "*#batch #n m"] | None = None,
    ) -> Float[Tensor, "batch n d_model"]:
        """`memory` is the encoder's output: queries come from the decoder, keys and values from `memory`."""
        x = self.around_self(x, lambda y: self.self_attention(y, mask=mask))
        x = self.around_cross(x, lambda y: self.cross_attention(y, memory, mask=memory_mask))
        return self.around_feed_forward(x, self.feed_forward)


class Residual(nn.Module):
    """What surrounds every part f of a block: x + f(x), normed before f ("pre") or after the sum ("post")."""

    def __init__(self, d_model: int, dropout: float, norm: Norm) -> None:
        super().__init__()
        if norm not in ("pre", "post"):
            raise ValueError(f"expected norm 'pre' or 'post', got {norm!r}")
        self.norm = LayerNorm(d_model)
        self.dropout = nn.Dropout(dropout)
        self.pre = norm == "pre"

    def forward(
        self, x: Float[Tensor, "*batch d_model"], part: Callable[[Tensor], Tensor]
    ) -> Float[Tensor, "*batch d_model"]:
        if self.pre:
            return x + self.dropout(part(self.norm(x)))
        return self.norm(x + self.dropout(part(x)))


class FeedForward(nn.Module):
    """The same two layers at every position: max(0, x W₁ + b₁) W₂ + b₂ (Vaswani et al. 2017, equation 2)."""

    def __init__(self, d_model: int, d_hidden: int) -> None:
        super().__init__()
        self.expand = nn.Linear(d_model, d_hidden)
        self.contract = nn.Linear(d_hidden, d_model)

    def forward(self, x: Float[Tensor, "*batch d_model"]) -> Float[Tensor, "*batch d_model"]:
        return self.contract(self.expand(x).relu())


class LayerNorm(nn.Module):
    """Each position's vector to mean 0, variance 1, then a learned scale and shift (Ba et al. 2016, eq. 4).

    Parameters are named as torch's, so weights can be exchanged with nn.LayerNorm.
    """

    def __init__(self, d_model: int, epsilon: float = 1e-5) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(d_model))
        self.bias = nn.Parameter(torch.zeros(d_model))
        self.epsilon = epsilon

    def forward(self, x: Float[Tensor, "*batch d_model"]) -> Float[Tensor, "*batch d_model"]:
        mean = x.mean(dim=-1, keepdim=True)
        variance = x.var(dim=-1, keepdim=True, correction=0)  # divided by d_model, not by d_model - 1
        return (x - mean) / (variance + self.epsilon).sqrt() * self.weight + self.bias


def sinusoidal_positions(n: int, d_model: int) -> Float[Tensor, "{n} {d_model}"]:
    """PE(p, 2i) = sin(p / 10000^(2i/d_model)), PE(p, 2i+1) its cosine (Vaswani et al. 2017, section 3.5).

    A float32 table of n positions. Raises ValueError for an odd d_model: sines and cosines come in pairs.

    >>> sinusoidal_positions(2, 4)
    tensor([[0.0000, 1.0000, 0.0000, 1.0000],
            [0.8415, 0.5403, 0.0100, 0.9999]])
    """
    if d_model % 2:
        raise ValueError(f"expected an even d_model, got {d_model}: sines and cosines come in pairs")
    angles = position_angles(n, d_model)
    return torch.stack((angles.sin(), angles.cos()), dim=-1).flatten(1).float()  # (n, d / 2, 2) to (n, d)


def position_angles(n: int, d_model: int) -> Float[Tensor, "{n} {d_model}//2"]:
    """The angle (radians) of every position in every pair of columns; float64 keeps late positions exact."""
    frequencies = 10000.0 ** (-torch.arange(0, d_model, 2, dtype=torch.float64) / d_model)
    return torch.arange(n, dtype=torch.float64)[:, None] * frequencies


class LearnedPositions(nn.Module):
    """One trained vector per position (Gehring et al. 2017; BERT, GPT-2), and none past `max_length`."""

    def __init__(self, max_length: int, d_model: int) -> None:
        super().__init__()
        self.table = nn.Embedding(max_length, d_model)

    def forward(self, n: int) -> Float[Tensor, "{n} d_model"]:
        """The first n positions; ValueError past the table's end."""
        if n > self.table.num_embeddings:
            raise ValueError(
                f"expected at most {self.table.num_embeddings} positions, got {n}: "
                "shorten the text or train a longer table"
            )
        return self.table.weight[:n]


def rotate_by_position(x: Float[Tensor, "*batch n d"]) -> Float[Tensor, "*batch n d"]:
    """RoPE (Su et al. 2021, eq. 34): at position p, turn columns (2i, 2i+1) by the angle p / 10000^(2i/d).

    For queries and keys, never values: the dot product of two turned vectors depends only on their distance.
    """
    angles = position_angles(*x.shape[-2:])
    cos, sin = angles.cos().to(x), angles.sin().to(x)
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), dim=-1).flatten(-2)


def parameter_count(module: nn.Module) -> int:
    """Trained numbers in `module`; a tensor that two parts share counts once.

    >>> parameter_count(nn.Linear(3, 2))
    8
    """
    return sum(parameter.numel() for parameter in module.parameters() if parameter.requires_grad)


def attention_flops(n: int, m: int, d_model: int) -> int:
    """Floating-point operations of one multi-head attention: n queries, m keys, forward, one example.

    The course's convention: matrix products only; a multiplication and its addition count as two. Softmax,
    norms and biases (a few per cent) are left out. The number of heads does not matter.
    """
    projections = 2 * (2 * n + 2 * m) * d_model * d_model  # queries and output: n rows; keys and values: m rows
    scores_and_sum = 2 * (2 * n * m * d_model)  # QKᵀ, and the weights times V
    return projections + scores_and_sum


def feed_forward_flops(n: int, d_model: int, d_hidden: int) -> int:
    """Floating-point operations of one feed-forward network, n positions, counted as in `attention_flops`."""
    return 2 * (2 * n * d_model * d_hidden)
