"""GPT: the decoder-only transformer, from Radford et al. 2019 (GPT-2), with learned or rotary positions.

It leaves out what larger models added later (grouped queries, experts); notebook 06 pictures those.
"""

from dataclasses import dataclass
from typing import Any, Literal

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.attention import causal_mask, scaled_dot_product_attention
from course_lib.inputs import check_tokens
from course_lib.kv_cache import Cache, KVCache, PreallocatedCache
from course_lib.layers import position_angles
from course_lib.linear import Linear, Table
from course_lib.linear_cross_entropy import linear_cross_entropy

Positions = Literal["learned", "rope"]


@dataclass(frozen=True)
class GPTConfig:
    """Sizes of a `GPT`. The defaults are the course's model S; GPT-2's smallest is vocab_size 50257, context 1024,
    d_model 768, 12 layers, 12 heads, learned positions.
    """

    vocab_size: int
    context: int = 256  # the most tokens it can read
    d_model: int = 128
    n_layers: int = 3
    n_heads: int = 4
    positions: Positions = "rope"
    dropout: float = 0.0
    epsilon: float = 1e-5  # of the layer norms

    def __post_init__(self) -> None:
        if self.n_heads < 1 or self.d_model % self.n_heads:
            raise ValueError(f"expected n_heads to divide d_model, got {self.n_heads} and {self.d_model}")
        if self.positions not in ("learned", "rope"):
            raise ValueError(f"expected positions 'learned' or 'rope', got {self.positions!r}")
        if self.positions == "rope" and self.d_head % 2:
            raise ValueError(f"expected an even d_model / n_heads for rotary positions, got {self.d_head}")

    @property
    def d_head(self) -> int:
        return self.d_model // self.n_heads


class GPT(nn.Module):
    """Token ids (batch, n) to logits (batch, n, vocab_size): at t, scores of each token as the one after token t.

    The output layer is the embedding table again, transposed (weights tied).
    """

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.config = config
        self.tokens = Table(config.vocab_size, config.d_model)
        self.positions = nn.Embedding(config.context, config.d_model) if config.positions == "learned" else None
        self.dropout = nn.Dropout(config.dropout)
        self.blocks = nn.ModuleList(Block(config, layer) for layer in range(config.n_layers))
        self.norm = nn.LayerNorm(config.d_model, config.epsilon)
        # Cosines and sines as pairs of real numbers: `to(dtype)` would make complex ones real.
        angles = position_angles(config.context, config.d_head).float()
        turns = torch.stack((angles.cos(), angles.sin()), dim=-1) if config.positions == "rope" else None
        self.turns: Float[Tensor, "context pairs 2"] | None
        self.register_buffer("turns", turns, persistent=False)
        self._initialize()

    def forward(
        self, tokens: Int[Tensor, "batch n"], cache: Cache | None = None, mask: Bool[Tensor, "batch all"] | None = None
    ) -> Float[Tensor, "batch n vocab"]:
        """Logits of the tokens given. With a cache they continue those it holds, and are added to it.

        mask: True on real tokens, False on padding, for all positions so far (those in the cache, then the new);
        padding may come first or last. TypeError and ValueError for what is not token ids, and past the context.
        """
        return self.logits(self.hidden(tokens, cache, mask))

    def hidden(
        self, tokens: Int[Tensor, "batch n"], cache: Cache | None = None, mask: Bool[Tensor, "batch all"] | None = None
    ) -> Float[Tensor, "batch n d_model"]:
        """What the last layer norm puts out, before it is scored against the vocabulary. Arguments as in forward."""
        x, allowed, turns = self._enter(tokens, cache, mask)
        for block in self.blocks:
            x = block(x, allowed, turns, cache)
        return self.norm(x)

    def read(self, tokens: Int[Tensor, "batch n"], cache: Cache, mask: Bool[Tensor, "batch all"] | None = None) -> None:
        """Add tokens to the cache and nothing more: of the last block only keys and values are needed, and the rest of
        its work is saved. Arguments as in forward."""
        x, allowed, turns = self._enter(tokens, cache, mask)
        for block in self.blocks[:-1]:
            x = block(x, allowed, turns, cache)
        last: Any = self.blocks[-1]
        last.attention.project(last.attention_norm(x), turns, cache)

    def _enter(
        self, tokens: Tensor, cache: Cache | None, mask: Tensor | None
    ) -> tuple[Float[Tensor, "batch n d_model"], Tensor | None, Tensor | None]:
        """Tokens as vectors, which keys each may see, and how far its queries and keys are turned."""
        past = 0 if cache is None else cache.length
        config = self.config
        check_tokens(tokens, vocab_size=config.vocab_size, max_length=config.context - past, like=self.norm.weight)
        places = _places(past, tokens, mask)
        x = self.tokens(tokens)
        if self.positions is not None:
            x = x + self.positions(places)
        turns = None if self.turns is None else torch.view_as_complex(self.turns[places].float()).unsqueeze(-3)
        return self.dropout(x), _allowed(past, tokens.shape[1], mask), turns

    def logits(self, hidden: Float[Tensor, "*batch d_model"]) -> Float[Tensor, "*batch vocab"]:
        """Scores of every token of the vocabulary."""
        return self.tokens.scores(hidden)

    def new_cache(self) -> KVCache:
        """An empty cache that grows."""
        return KVCache(self.config.n_layers)

    def allocate_cache(self, batch: int, max_length: int) -> PreallocatedCache:
        """An empty cache with room for max_length tokens."""
        config, like = self.config, self.norm.weight
        return PreallocatedCache(
            config.n_layers, batch, config.n_heads, max_length, config.d_head, dtype=like.dtype, device=like.device
        )

    def _initialize(self) -> None:
        """Normal with standard deviation 0.02; what ends in a residual, divided by √(2 · layers), so that the sum of
        all branches keeps its size (Radford et al. 2019, section 2.3)."""
        for name, parameter in self.named_parameters():
            if parameter.ndim == 2:
                branch = name.endswith(("out_proj.weight", "contract.weight"))
                nn.init.normal_(parameter, std=0.02 / (2 * self.config.n_layers) ** 0.5 if branch else 0.02)
            elif name.endswith("bias"):
                nn.init.zeros_(parameter)


class Block(nn.Module):
    """x + attention(norm(x)), then x + mlp(norm(x)): pre-norm, so the residual path runs untouched to the end."""

    def __init__(self, config: GPTConfig, layer: int) -> None:
        super().__init__()
        self.attention_norm = nn.LayerNorm(config.d_model, config.epsilon)
        self.attention = CausalAttention(config, layer)
        self.mlp_norm = nn.LayerNorm(config.d_model, config.epsilon)
        self.mlp = MLP(config)
        self.dropout = nn.Dropout(config.dropout)

    def forward(
        self,
        x: Float[Tensor, "batch n d_model"],
        allowed: Bool[Tensor, "..."] | None,
        turns: Tensor | None,
        cache: Cache | None,
    ) -> Float[Tensor, "batch n d_model"]:
        x = x + self.dropout(self.attention(self.attention_norm(x), allowed, turns, cache))
        return x + self.dropout(self.mlp(self.mlp_norm(x)))


class CausalAttention(nn.Module):
    """Multi-head self-attention that looks back only. One matrix makes queries, keys and values, in one product.

    With `keep_weights` set, a forward leaves its weights (batch, heads, n, all) in `weights`.
    """

    def __init__(self, config: GPTConfig, layer: int) -> None:
        super().__init__()
        self.layer = layer
        self.n_heads = config.n_heads
        self.qkv_proj = Linear(config.d_model, 3 * config.d_model)
        self.out_proj = Linear(config.d_model, config.d_model)
        self.keep_weights = False
        self.weights: Float[Tensor, "batch heads n all"] | None = None

    def forward(
        self,
        x: Float[Tensor, "batch n d_model"],
        allowed: Bool[Tensor, "..."] | None,
        turns: Tensor | None,
        cache: Cache | None,
    ) -> Float[Tensor, "batch n d_model"]:
        """allowed: which keys each query may see, or None where causality says it all; turns: rotary positions."""
        query, key, value = self.project(x, turns, cache)
        causal = allowed is None and x.shape[1] > 1
        # On CPUs the fused kernel is the faster one in float32 and ten times the slower one in bfloat16, as measured.
        if self.keep_weights or (query.device.type == "cpu" and query.dtype == torch.bfloat16):
            seen = causal_mask(x.shape[1]).to(x.device) if causal else allowed
            output, weights = scaled_dot_product_attention(query, key, value, seen)
            self.weights = weights.detach() if self.keep_weights else None
        else:
            output = F.scaled_dot_product_attention(query, key, value, attn_mask=allowed, is_causal=causal)
        return self.out_proj(output.transpose(1, 2).flatten(2))  # (B, H, n, d_head) to (B, n, d_model)

    def project(self, x: Float[Tensor, "batch n d_model"], turns: Tensor | None, cache: Cache | None) -> list[Tensor]:
        """Queries (batch, heads, n, d_head) of x; keys and values (batch, heads, all, d_head), cached ones included."""
        # (B, n, 3 · d_model) to three of (B, H, n, d_head)
        query, key, value = self.qkv_proj(x).unflatten(-1, (3, self.n_heads, -1)).permute(2, 0, 3, 1, 4)
        if turns is not None:
            query, key = rotate(query, turns), rotate(key, turns)
        if cache is not None:
            key, value = cache.update(self.layer, key, value)
        return [query, key, value]


class MLP(nn.Module):
    """Two layers at every position, four times as wide between them, with GELU (Hendrycks and Gimpel 2016; the tanh
    approximation, as in GPT-2)."""

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.expand = Linear(config.d_model, 4 * config.d_model)
        self.contract = Linear(4 * config.d_model, config.d_model)

    def forward(self, x: Float[Tensor, "*batch d_model"]) -> Float[Tensor, "*batch d_model"]:
        return self.contract(F.gelu(self.expand(x), approximate="tanh"))


def next_token_loss(
    logits: Float[Tensor, "batch n vocab"], tokens: Int[Tensor, "batch n"], mask: Bool[Tensor, "batch n"] | None = None
) -> Float[Tensor, ""]:
    """Mean cross-entropy (nats per token): the logits at t against the token at t + 1; to minimise.

    mask: by target position, True counts. No target counted gives 0, still with a gradient.

    >>> next_token_loss(torch.zeros(1, 3, 4), torch.tensor([[1, 2, 3]]))  # log 4
    tensor(1.3863)
    """
    # cross_entropy wants the classes second: (B, V, n − 1)
    losses = F.cross_entropy(logits[:, :-1].transpose(1, 2), tokens[:, 1:], reduction="none")
    counted = torch.ones_like(losses, dtype=torch.bool) if mask is None else mask[:, 1:]
    return losses.where(counted, 0).sum() / counted.sum().clamp(min=1)


def training_loss(
    model: GPT,
    tokens: Int[Tensor, "batch n"],
    mask: Bool[Tensor, "batch n"],
    counted: Bool[Tensor, "batch n"] | None = None,
) -> Float[Tensor, ""]:
    """`next_token_loss` of rows padded at the end, faster: positions that do not count never meet the vocabulary, which
    is most of a small model's work. counted: by target position; all of `mask` unless given."""
    # Padding comes last and causality hides it, so attention needs no mask.
    hidden = model.hidden(tokens[:, :-1])
    wanted = (mask if counted is None else counted & mask)[:, 1:]
    return linear_cross_entropy(hidden[wanted], model.tokens.weight, tokens[:, 1:][wanted])


def token_log_probs(
    model: GPT,
    hidden: Float[Tensor, "batch n d_model"],
    tokens: Int[Tensor, "batch n"],
    counted: Bool[Tensor, "batch n"],
) -> Float[Tensor, "batch n"]:
    """log P (nats) of each token under the state before it, hidden; 0 where it does not count. Only what counts meets
    the vocabulary, which is most of a small model's work."""
    logits = model.logits(hidden[counted]).float()
    of_tokens = logits.log_softmax(-1).gather(-1, tokens[counted][:, None]).squeeze(-1)
    return hidden.new_zeros(counted.shape, dtype=of_tokens.dtype).masked_scatter(counted, of_tokens)


def parameter_count(n_layers: int, d_model: int, vocab_size: int, context: int, tied: bool = True) -> int:
    """Parameters of GPT-2: embeddings of tokens and positions, then per layer 12 d² in matrices and 13 d in biases and
    norms, and a last norm; untied output weights add V · d.

    >>> parameter_count(n_layers=12, d_model=768, vocab_size=50257, context=1024)  # GPT-2
    124439808
    """
    embeddings = (vocab_size + context) * d_model
    per_layer = 12 * d_model**2 + 13 * d_model
    return embeddings + n_layers * per_layer + 2 * d_model + (0 if tied else vocab_size * d_model)


def rotate(x: Float[Tensor, "*batch n d_head"], turns: Tensor) -> Float[Tensor, "*batch n d_head"]:
    """RoPE, the same numbers as `layers.rotate_by_position`: columns (2i, 2i+1) are one complex number, and turning it
    by an angle is one multiplication. turns: complex, (…, n, d_head / 2)."""
    pairs = torch.view_as_complex(x.float().unflatten(-1, (-1, 2)))  # (..., d / 2)
    return torch.view_as_real(pairs * turns).flatten(-2).type_as(x)


def _places(past: int, tokens: Tensor, mask: Tensor | None) -> Tensor:
    """The position of each token: counted from the first real one of its row."""
    n = tokens.shape[1]
    if mask is None:
        return torch.arange(past, past + n, device=tokens.device)
    if mask.shape != (tokens.shape[0], past + n):
        raise ValueError(
            f"expected a mask of shape {(tokens.shape[0], past + n)} (batch, all positions so far), "
            f"got {tuple(mask.shape)}"
        )
    return (mask.cumsum(1) - 1).clamp(min=0)[:, past:]


def _allowed(past: int, n: int, mask: Tensor | None) -> Tensor | None:
    """Which of the past + n keys each of n queries may see, broadcast over heads; None if causality alone decides."""
    if mask is None and (past == 0 or n == 1):
        return None
    device = None if mask is None else mask.device
    causal = torch.ones(n, past + n, dtype=torch.bool, device=device).tril(past)
    if mask is None:
        return causal
    # Padding attends to itself, so that no row of the softmax is empty; nobody reads what comes out.
    itself = torch.eye(n, past + n, dtype=torch.bool, device=device).roll(past, dims=1)
    return ((causal & mask[:, None, :]) | itself)[:, None]  # (B, 1, n, n)
