"""T5: an encoder-decoder for which every task is text in, text out, from Raffel et al. 2020.

It differs from the 2017 transformer in its parts: positions are a learned bias on the attention scores, by distance
(`relative_position_bucket`), norms only scale, linear layers have no bias, and scores are not divided by √d (the
weights start smaller instead). It is trained by taking spans out of a text and asking for them (`span_corruption`).
"""

import math
from dataclasses import dataclass
from typing import Literal

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.attention import causal_mask
from course_lib.inputs import check_mask, check_tokens

Activation = Literal["relu", "gated-gelu"]


@dataclass(frozen=True)
class T5Config:
    """Sizes of a `T5`. The defaults suit the course's sentences; T5's smallest is vocab_size 32128, d_model 512,
    6 layers, 8 heads of 64, d_hidden 2048, dropout 0.1. Version 1.1 has "gated-gelu" and an output layer of its own.
    """

    vocab_size: int
    d_model: int = 128
    n_layers: int = 3
    n_decoder_layers: int | None = None  # as many as the encoder's if None
    n_heads: int = 4
    d_head: int = 32  # n_heads · d_head need not be d_model
    d_hidden: int = 512
    activation: Activation = "relu"
    tied: bool = True  # whether the output layer is the embedding table, divided by √d_model
    n_buckets: int = 32
    max_distance: int = 128  # from here on all distances share a bucket
    dropout: float = 0.0
    epsilon: float = 1e-6  # of the norms
    pad_id: int = 0  # what the decoder is given first
    eos_id: int = 1

    def __post_init__(self) -> None:
        if self.activation not in ("relu", "gated-gelu"):
            raise ValueError(f"expected activation 'relu' or 'gated-gelu', got {self.activation!r}")


class T5(nn.Module):
    """Reads a source text (batch, m) all at once and writes the target (batch, n), one token at a time.

    `source_mask` (batch, m) is True on real tokens, False on padding. The target begins with pad_id and needs no mask:
    padding comes last, and what comes later is hidden anyway. There is no longest text: positions are distances.
    """

    def __init__(self, config: T5Config) -> None:
        super().__init__()
        self.config = config
        self.tokens = nn.Embedding(config.vocab_size, config.d_model)
        self.dropout = nn.Dropout(config.dropout)
        self.encoder = Stack(config, config.n_layers, decoder=False)
        n_decoder_layers = config.n_layers if config.n_decoder_layers is None else config.n_decoder_layers
        self.decoder = Stack(config, n_decoder_layers, decoder=True)
        self.output = None if config.tied else nn.Linear(config.d_model, config.vocab_size, bias=False)
        self._initialize()

    def forward(
        self,
        source: Int[Tensor, "batch m"],
        target_in: Int[Tensor, "batch n"],
        source_mask: Bool[Tensor, "batch m"] | None = None,
    ) -> Float[Tensor, "batch n vocab"]:
        """Logits: [b, t] scores every token of the vocabulary as the one after target_in[b, : t + 1]."""
        return self.decode(target_in, self.encode(source, source_mask), source_mask)

    def encode(
        self, source: Int[Tensor, "batch m"], source_mask: Bool[Tensor, "batch m"] | None = None
    ) -> Float[Tensor, "batch m d_model"]:
        """One vector per source token, each having looked at all the others."""
        key_mask = None if source_mask is None else check_mask(source_mask, source)[:, None, :]
        return self.dropout(self.encoder(self._embed(source, "source"), key_mask))

    def decode(
        self,
        target_in: Int[Tensor, "batch n"],
        memory: Float[Tensor, "batch m d_model"],
        source_mask: Bool[Tensor, "batch m"] | None = None,
    ) -> Float[Tensor, "batch n vocab"]:
        """Logits of every position at once, given the encoder's output `memory`."""
        causal = causal_mask(target_in.shape[1]).to(target_in.device)[None]
        memory_mask = None if source_mask is None else source_mask[:, None, :]
        x = self.dropout(self.decoder(self._embed(target_in, "target_in"), causal, memory, memory_mask))
        if self.output is not None:
            return self.output(x)
        return F.linear(x * self.config.d_model**-0.5, self.tokens.weight)

    @torch.no_grad()
    def generate(
        self,
        source: Int[Tensor, "batch m"],
        source_mask: Bool[Tensor, "batch m"] | None = None,
        *,
        max_new_tokens: int = 30,
    ) -> Int[Tensor, "batch n"]:
        """The most likely token, over and over: begins with pad_id; after its eos a row only holds pad_id.

        Everything written is read again at each step; a cache would avoid that (notebook 08).
        """
        config = self.config
        memory = self.encode(source, source_mask)
        written = torch.full((len(source), 1), config.pad_id, device=source.device)
        finished = torch.zeros_like(written[:, 0], dtype=torch.bool)
        for _ in range(max_new_tokens):
            chosen = (
                self.decode(written, memory, source_mask)[:, -1].argmax(dim=-1).masked_fill(finished, config.pad_id)
            )
            written = torch.cat((written, chosen[:, None]), dim=1)
            finished = finished | (chosen == config.eos_id)
            if finished.all():
                break
        return written

    def _embed(self, tokens: Int[Tensor, "batch n"], name: str) -> Float[Tensor, "batch n d_model"]:
        vocab_size = self.config.vocab_size
        check_tokens(tokens, vocab_size=vocab_size, like=self.tokens.weight, name=name)
        return self.dropout(self.tokens(tokens))

    def _initialize(self) -> None:
        """Normal, with the standard deviation that keeps each product's size: 1 / √(its inputs). The scores' √d_head,
        which other transformers divide by, is taken off the query weights."""
        for name, parameter in self.named_parameters():
            if name == "tokens.weight":
                nn.init.normal_(parameter)
            elif parameter.ndim == 2:
                inputs = self.config.d_model if name.endswith("distances.weight") else parameter.shape[1]
                scores = self.config.d_head if name.endswith("q_proj.weight") else 1
                nn.init.normal_(parameter, std=(inputs * scores) ** -0.5)


class Stack(nn.Module):
    """The encoder or the decoder: pre-norm blocks, then one more norm. All blocks share one table of distances."""

    def __init__(self, config: T5Config, n_layers: int, *, decoder: bool) -> None:
        super().__init__()
        self.max_distance = config.max_distance
        self.both_ways = not decoder
        self.distances = nn.Embedding(config.n_buckets, config.n_heads)
        self.blocks = nn.ModuleList(Block(config, decoder=decoder) for _ in range(n_layers))
        self.norm = RMSNorm(config.d_model, config.epsilon)

    def forward(
        self,
        x: Float[Tensor, "batch n d_model"],
        mask: Bool[Tensor, "*#batch #n n"] | None,
        memory: Float[Tensor, "batch m d_model"] | None = None,
        memory_mask: Bool[Tensor, "batch 1 m"] | None = None,
    ) -> Float[Tensor, "batch n d_model"]:
        bias = self._position_bias(x.shape[1])
        if mask is not None:
            bias = bias.masked_fill(~mask[:, None], -torch.inf)
        for block in self.blocks:
            x = block(x, bias, memory, None if memory_mask is None else memory_mask[:, None])
        return self.norm(x)

    def _position_bias(self, n: int) -> Float[Tensor, "1 heads {n} {n}"]:
        """What is added to the score of each query (row) and key (column), by head."""
        places = torch.arange(n, device=self.distances.weight.device)
        buckets = relative_position_bucket(
            places[None, :] - places[:, None],
            self.distances.num_embeddings,
            self.max_distance,
            both_ways=self.both_ways,
        )
        return self.distances(buckets).permute(2, 0, 1)[None]


class Block(nn.Module):
    """x + f(norm(x)) for self-attention, in the decoder cross-attention to `memory`, and the feed-forward network."""

    def __init__(self, config: T5Config, *, decoder: bool) -> None:
        super().__init__()
        self.self_norm = RMSNorm(config.d_model, config.epsilon)
        self.self_attention = Attention(config)
        self.cross_norm = RMSNorm(config.d_model, config.epsilon) if decoder else None
        self.cross_attention = Attention(config) if decoder else None
        self.mlp_norm = RMSNorm(config.d_model, config.epsilon)
        self.mlp = MLP(config)
        self.dropout = nn.Dropout(config.dropout)

    def forward(
        self,
        x: Float[Tensor, "batch n d_model"],
        bias: Float[Tensor, "*#batch heads n n"],
        memory: Float[Tensor, "batch m d_model"] | None = None,
        memory_mask: Bool[Tensor, "batch 1 1 m"] | None = None,
    ) -> Float[Tensor, "batch n d_model"]:
        normed = self.self_norm(x)
        x = x + self.dropout(self.self_attention(normed, normed, bias))
        if self.cross_attention is not None and self.cross_norm is not None:
            x = x + self.dropout(self.cross_attention(self.cross_norm(x), memory, memory_mask))
        return x + self.dropout(self.mlp(self.mlp_norm(x)))


class Attention(nn.Module):
    """softmax(QKᵀ + bias) V in several heads: no √d, no biases in the linear layers.

    With `keep_weights` set, a forward leaves its weights (batch, heads, n, m) in `weights`.
    """

    def __init__(self, config: T5Config) -> None:
        super().__init__()
        inner = config.n_heads * config.d_head
        self.n_heads = config.n_heads
        self.q_proj = nn.Linear(config.d_model, inner, bias=False)
        self.k_proj = nn.Linear(config.d_model, inner, bias=False)
        self.v_proj = nn.Linear(config.d_model, inner, bias=False)
        self.out_proj = nn.Linear(inner, config.d_model, bias=False)
        self.keep_weights = False
        self.weights: Float[Tensor, "batch heads n m"] | None = None

    def forward(
        self,
        x: Float[Tensor, "batch n d_model"],
        memory: Float[Tensor, "batch m d_model"],
        bias: Float[Tensor, "*#batch #heads #n m"] | Bool[Tensor, "*#batch #heads #n m"] | None,
    ) -> Float[Tensor, "batch n d_model"]:
        """Queries from x, keys and values from memory. bias: added to the scores; if boolean, True = may attend."""
        query, key, value = (
            project(y).unflatten(-1, (self.n_heads, -1)).transpose(1, 2)  # (B, H, n, d_head)
            for project, y in ((self.q_proj, x), (self.k_proj, memory), (self.v_proj, memory))
        )
        if self.keep_weights:
            self.weights = _weights(query, key, bias).detach()
        output = F.scaled_dot_product_attention(query, key, value, attn_mask=bias, scale=1.0)
        return self.out_proj(output.transpose(1, 2).flatten(2))  # (B, H, n, d_head) to (B, n, d_model)


class MLP(nn.Module):
    """max(0, x W₁) W₂, or in version 1.1 (gelu(x W) ⊙ x V) W₂, where one product gates another (Shazeer 2020)."""

    def __init__(self, config: T5Config) -> None:
        super().__init__()
        gated = config.activation == "gated-gelu"
        self.expand = nn.Linear(config.d_model, config.d_hidden, bias=False)
        self.gate = nn.Linear(config.d_model, config.d_hidden, bias=False) if gated else None
        self.contract = nn.Linear(config.d_hidden, config.d_model, bias=False)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Float[Tensor, "*batch d_model"]) -> Float[Tensor, "*batch d_model"]:
        wide = self.expand(x)
        wide = wide.relu() if self.gate is None else F.gelu(self.gate(x), approximate="tanh") * wide
        return self.contract(self.dropout(wide))


class RMSNorm(nn.Module):
    """x / √(mean of x²), then a learned scale: no mean is taken off, no shift added (Zhang and Sennrich 2019)."""

    def __init__(self, d_model: int, epsilon: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(d_model))
        self.epsilon = epsilon

    def forward(self, x: Float[Tensor, "*batch d_model"]) -> Float[Tensor, "*batch d_model"]:
        wide = x.to(torch.promote_types(x.dtype, torch.float32))  # squares overflow in half precision
        return (wide * (wide.square().mean(dim=-1, keepdim=True) + self.epsilon).rsqrt()).type_as(x) * self.weight


def relative_position_bucket(
    distance: Int[Tensor, "*shape"], n_buckets: int, max_distance: int, *, both_ways: bool
) -> Int[Tensor, "*shape"]:
    """The bucket of each distance (key's position minus query's): half of them hold one distance each, the others ever
    more of them, on a logarithmic scale up to max_distance (section 2.1).

    both_ways: keys ahead get buckets of their own, half of all; otherwise (a decoder) they count as distance 0.
    """
    if both_ways:
        n_buckets //= 2
        ahead = (distance > 0) * n_buckets
        back = distance.abs()
    else:
        ahead = torch.zeros_like(distance)
        back = (-distance).clamp(min=0)
    exact = n_buckets // 2
    octaves = (back.clamp(min=1).float() / exact).log() / math.log(max_distance / exact)
    logarithmic = (exact + (octaves * (n_buckets - exact)).long()).clamp(max=n_buckets - 1)
    return ahead + torch.where(back < exact, back, logarithmic)


def span_corruption(
    tokens: list[int], spans: list[tuple[int, int]], sentinel_ids: list[int], eos_id: int
) -> tuple[list[int], list[int]]:
    """Inputs, in which each span (start, length) is one sentinel, and targets, which hold what was there (figure 2).

    A last sentinel closes the targets. Raises ValueError for spans that are not sorted, overlap or leave the text, and
    for fewer sentinels than the spans and the end need.

    >>> span_corruption([5, 6, 7, 8], [(1, 2)], sentinel_ids=[90, 91], eos_id=1)
    ([5, 90, 8, 1], [90, 6, 7, 91, 1])
    """
    edges = [edge for start, length in spans for edge in (start, start + length)]
    if edges != sorted(edges) or (edges and (edges[0] < 0 or edges[-1] > len(tokens))):
        raise ValueError(
            f"expected spans (start, length) in order, apart and within {len(tokens)} tokens, got {spans}: sort them"
        )
    if len(sentinel_ids) < len(spans) + 1:
        raise ValueError(
            f"expected {len(spans) + 1} sentinels, one per span and one to end, got {len(sentinel_ids)}: "
            "take out fewer spans or add sentinels to the vocabulary"
        )
    inputs: list[int] = []
    targets: list[int] = []
    end = 0
    for (start, length), sentinel in zip(spans, sentinel_ids, strict=False):
        inputs += [*tokens[end:start], sentinel]
        end = start + length
        targets += [sentinel, *tokens[start:end]]
    return [*inputs, *tokens[end:], eos_id], [*targets, sentinel_ids[len(spans)], eos_id]


def _weights(query: Tensor, key: Tensor, bias: Tensor | None) -> Tensor:
    scores = query @ key.transpose(-2, -1)
    if bias is not None:
        scores = scores.masked_fill(~bias, -torch.inf) if bias.dtype == torch.bool else scores + bias
    return scores.softmax(dim=-1)
