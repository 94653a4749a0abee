"""The encoder-decoder of *Attention Is All You Need* (Vaswani et al. 2017), from the whole down to its parts."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.attention import MultiHeadAttention, causal_mask
from course_lib.layers import DecoderBlock, EncoderBlock, LayerNorm, Norm, sinusoidal_positions
from course_lib.translator import Translator


@dataclass(frozen=True)
class TransformerConfig:
    """Sizes of a `Transformer`. The defaults suit the course's toy sentences; the paper's base model has
    d_model 512, 8 heads, 6 layers, d_hidden 2048, dropout 0.1 and post-norm blocks.
    """

    source_vocab: int
    target_vocab: int
    d_model: int = 64
    n_heads: int = 4
    n_layers: int = 2
    d_hidden: int = 256
    dropout: float = 0.0
    norm: Norm = "pre"
    max_length: int = 64
    bos_id: int = 1
    eos_id: int = 2


@dataclass(frozen=True)
class AttentionWeights:
    """Every weight of one forward: [layer, batch, head, query, key], one tensor per kind of attention."""

    encoder: Float[Tensor, "layers batch heads m m"]
    decoder: Float[Tensor, "layers batch heads n n"]
    cross: Float[Tensor, "layers batch heads n m"]


class Transformer(Translator):
    """Reads a source sentence all at once, writes the target one token at a time.

    Token ids are (batch, length); `source_mask` (batch, length) is True on real tokens, False on padding.
    The target needs no padding mask: padding comes last, and causality already hides what comes later.
    """

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.config = config
        self.source_embedding = TokenEmbedding(config.source_vocab, config)
        self.target_embedding = TokenEmbedding(config.target_vocab, config)
        self.encoder = nn.ModuleList(_block(EncoderBlock, config) for _ in range(config.n_layers))
        self.decoder = nn.ModuleList(_block(DecoderBlock, config) for _ in range(config.n_layers))
        # Post-norm blocks end in a norm already; the sum of a pre-norm stack has none.
        last_norm = LayerNorm if config.norm == "pre" else nn.Identity
        self.encoder_norm = last_norm(config.d_model)
        self.decoder_norm = last_norm(config.d_model)

    def forward(
        self,
        source: Int[Tensor, "batch m"],
        target: Int[Tensor, "batch n"],
        source_mask: Bool[Tensor, "batch m"] | None = None,
    ) -> Float[Tensor, "batch n vocab"]:
        """Logits: [b, t] scores every word of the vocabulary as the token after target[b, : t + 1]."""
        return self.decode(target, self.encode(source, source_mask), source_mask)

    def encode(
        self, source: Int[Tensor, "batch m"], source_mask: Bool[Tensor, "batch m"] | None = None
    ) -> Float[Tensor, "batch m d_model"]:
        """One vector per source token, each having looked at all the others."""
        x = self.source_embedding(source)
        for block in self.encoder:
            x = block(x, as_key_mask(source_mask))
        return self.encoder_norm(x)

    def decode(
        self,
        target: Int[Tensor, "batch n"],
        memory: Float[Tensor, "batch m d_model"],
        source_mask: Bool[Tensor, "batch m"] | None = None,
    ) -> Float[Tensor, "batch n vocab"]:
        """Logits of every position at once, given the encoder's output `memory`."""
        x = self.target_embedding(target)
        mask = causal_mask(target.shape[1]).to(target.device)
        for block in self.decoder:
            x = block(x, memory, mask, as_key_mask(source_mask))
        # The matrix that turned words into vectors turns vectors into words (the paper's section 3.4).
        return self.decoder_norm(x) @ self.target_embedding.table.weight.T

    def scorer(
        self, source: Int[Tensor, "batch m"], source_mask: Bool[Tensor, "batch m"] | None
    ) -> Callable[[Tensor], Tensor]:
        """Everything written is read again at each step; notebook 08's cache avoids that."""
        memory = self.encode(source, source_mask)
        return lambda written: self.decode(written, memory, source_mask)[:, -1]

    @torch.no_grad()
    def attention_weights(
        self,
        source: Int[Tensor, "batch m"],
        target: Int[Tensor, "batch n"],
        source_mask: Bool[Tensor, "batch m"] | None = None,
    ) -> AttentionWeights:
        """Who looked at whom when the model read `source` and `target`, in every layer and head."""
        attentions = [module for module in self.modules() if isinstance(module, MultiHeadAttention)]
        try:
            for attention in attentions:
                attention.keep_weights = True
            self(source, target, source_mask)
            return AttentionWeights(
                encoder=_stacked_weights(self.encoder, "self_attention"),
                decoder=_stacked_weights(self.decoder, "self_attention"),
                cross=_stacked_weights(self.decoder, "cross_attention"),
            )
        finally:
            for attention in attentions:
                attention.keep_weights, attention.weights = False, None


class TokenEmbedding(nn.Module):
    """A vector per token times √d_model, plus its position's sines and cosines (sections 3.4 and 3.5)."""

    positions: Tensor

    def __init__(self, vocab_size: int, config: TransformerConfig) -> None:
        super().__init__()
        self.scale = math.sqrt(config.d_model)
        self.table = nn.Embedding(vocab_size, config.d_model)
        # Small, so that logits begin near zero; times the scale, of the positions' size.
        nn.init.normal_(self.table.weight, std=1 / self.scale)
        self.register_buffer("positions", sinusoidal_positions(config.max_length, config.d_model), persistent=False)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, tokens: Int[Tensor, "batch n"]) -> Float[Tensor, "batch n d_model"]:
        n = tokens.shape[1]
        if n > len(self.positions):
            raise ValueError(f"expected at most {len(self.positions)} tokens, got {n}: raise max_length in the config")
        return self.dropout(self.table(tokens) * self.scale + self.positions[:n])


def _block(kind: type[EncoderBlock | DecoderBlock], config: TransformerConfig) -> nn.Module:
    return kind(config.d_model, config.n_heads, config.d_hidden, dropout=config.dropout, norm=config.norm)


def _stacked_weights(blocks: nn.ModuleList, part: str) -> Float[Tensor, "layers batch heads queries keys"]:
    return torch.stack([getattr(block, part).weights for block in blocks])


def as_key_mask(mask: Bool[Tensor, "batch m"] | None) -> Bool[Tensor, "batch 1 m"] | None:
    """A mask over tokens as one over keys, the same for every query."""
    return None if mask is None else mask[:, None, :]
