"""Attention, as in *Attention Is All You Need* (Vaswani et al. 2017), to be read beside the paper.

Masks are boolean and True means *may attend*. Every query must have at least one key it may attend to.
"""

import math

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn


def scaled_dot_product_attention(
    query: Float[Tensor, "*#batch n d"],
    key: Float[Tensor, "*#batch m d"],
    value: Float[Tensor, "*#batch m d_v"],
    mask: Bool[Tensor, "..."] | None = None,
) -> tuple[Float[Tensor, "... n d_v"], Float[Tensor, "... n m"]]:
    """softmax(QKᵀ / √d) V, the paper's equation 1: each output is a weighted sum of values.

    The mask is broadcast to (..., n, m). Returns the output (..., n, d_v) and the weights (..., n, m), whose
    rows sum to 1.

    >>> query, key, value = torch.zeros(1, 2), torch.eye(2), torch.tensor([[1.0, 0.0], [3.0, 4.0]])
    >>> scaled_dot_product_attention(query, key, value)
    (tensor([[2., 2.]]), tensor([[0.5000, 0.5000]]))
    """
    d = query.shape[-1]
    # A sum of d independent products has standard deviation √d: dividing keeps the softmax from saturating.
    scores = query @ key.transpose(-2, -1) / math.sqrt(d)  # (..., n, m)
    if mask is not None:
        scores = scores.masked_fill(~mask, -math.inf)  # e^(-inf) = 0: a hidden key gets no weight at all
    weights = scores.softmax(dim=-1)
    return weights @ value, weights


def fused_attention(
    query: Float[Tensor, "*#batch n d"],
    key: Float[Tensor, "*#batch m d"],
    value: Float[Tensor, "*#batch m d_v"],
    mask: Bool[Tensor, "..."] | None = None,
) -> Float[Tensor, "... n d_v"]:
    """The same output in one kernel that need not hold the (n, m) weights in memory (Dao et al. 2022)."""
    return F.scaled_dot_product_attention(query, key, value, attn_mask=mask)


def causal_mask(n: int) -> Bool[Tensor, "{n} {n}"]:
    """Row i is True up to column i: a token sees itself and what came before, never what comes after.

    >>> causal_mask(3)
    tensor([[ True, False, False],
            [ True,  True, False],
            [ True,  True,  True]])
    """
    return torch.ones(n, n, dtype=torch.bool).tril()


def padding_mask(lengths: Int[Tensor, " batch"], n: int) -> Bool[Tensor, "batch {n}"]:
    """True on the first `lengths[b]` of n positions: the real tokens.

    To hide padded keys from every query, give attention `padding_mask(lengths, n)[:, None, :]`.
    """
    return torch.arange(n, device=lengths.device) < lengths[:, None]


class MultiHeadAttention(nn.Module):
    """Several attentions side by side, each on its own d_model / n_heads columns (the paper's section 3.2.2).

    With `keep_weights` set, a forward leaves its weights (batch, heads, n, m) in `weights`; without, the
    fused kernel runs and `weights` is None.
    Raises ValueError unless n_heads divides d_model.

    >>> x = torch.zeros(1, 3, 4)  # (batch, n, d_model)
    >>> attention = MultiHeadAttention(d_model=4, n_heads=2)
    >>> attention.keep_weights = True
    >>> attention(x, x, x).shape, attention.weights.shape
    (torch.Size([1, 3, 4]), torch.Size([1, 2, 3, 3]))
    """

    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if n_heads < 1 or d_model % n_heads:
            raise ValueError(
                f"expected n_heads to divide d_model, got d_model={d_model} and n_heads={n_heads}: "
                "every head needs the same number of columns, so choose another n_heads"
            )
        self.n_heads = n_heads
        self.q_proj = nn.Linear(d_model, d_model)
        self.k_proj = nn.Linear(d_model, d_model)
        self.v_proj = nn.Linear(d_model, d_model)
        self.out_proj = nn.Linear(d_model, d_model)
        self.keep_weights = False
        self.weights: Float[Tensor, "batch heads n m"] | None = None

    def forward(
        self,
        query: Float[Tensor, "batch n d_model"],
        key: Float[Tensor, "batch m d_model"] | None = None,
        value: Float[Tensor, "batch m d_model"] | None = None,
        mask: Bool[Tensor, "*#batch #n #m"] | None = None,
    ) -> Float[Tensor, "batch n d_model"]:
        """Self-attention when only `query` is given, else cross-attention; mask (n, m) or (batch, n, m)."""
        key = query if key is None else key
        value = key if value is None else value
        q, k, v = (
            self._split(project(x)) for project, x in ((self.q_proj, query), (self.k_proj, key), (self.v_proj, value))
        )
        if mask is not None:
            mask = mask.unsqueeze(-3)  # (B, 1, n, m): the same mask for every head
        if self.keep_weights:
            output, weights = scaled_dot_product_attention(q, k, v, mask)
            self.weights = weights.detach()
        else:
            output, self.weights = fused_attention(q, k, v, mask), None
        return self.out_proj(self._join(output))

    def _split(self, x: Float[Tensor, "batch n d_model"]) -> Float[Tensor, "batch heads n d_head"]:
        """Head h takes the h-th run of consecutive columns."""
        return x.unflatten(-1, (self.n_heads, -1)).transpose(1, 2)  # (B, H, n, d_head)

    def _join(self, x: Float[Tensor, "batch heads n d_head"]) -> Float[Tensor, "batch n d_model"]:
        return x.transpose(1, 2).flatten(2)  # (B, n, d_model)
