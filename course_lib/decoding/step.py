"""One more token for every row, as fast as plain PyTorch can: GPT's forward again, written flat.

At one token a step, products are so small that calling modules takes as long as the arithmetic. Here a block is ten
calls on weights that were looked up and transposed beforehand. Tests hold it to the same numbers as `GPT`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.gpt import GPT, rotate
from course_lib.kv_cache import PreallocatedCache

Map = Callable[[Tensor], Tensor]


@dataclass(frozen=True, slots=True)
class Layer:
    """What a block does to rows of vectors; its weights are the model's own."""

    attention_norm: Map
    qkv: Map
    out: Map
    mlp_norm: Map
    expand: Map
    contract: Map

    @classmethod
    def of(cls, block: Any) -> "Layer":
        attention, mlp = block.attention, block.mlp
        parts = (block.attention_norm, attention.qkv_proj, attention.out_proj, block.mlp_norm, mlp.expand, mlp.contract)
        return cls(*map(_flat, parts))


class Stepper:
    """Reads one token per row, given what the cache holds, and scores the next; the model must be in eval mode.

    It is given token ids that the model itself chose: they are not checked again.
    """

    def __init__(self, model: GPT, cache: PreallocatedCache) -> None:
        self.cache = cache
        self.config = model.config
        self.layers = [Layer.of(block) for block in model.blocks]
        self.embed, self.score = _table(model)
        self.positions = None if model.positions is None else model.positions.weight.detach()
        self.turns = None if model.turns is None else torch.view_as_complex(model.turns.float())
        self.norm = _flat(model.norm)

    @torch.inference_mode()
    def __call__(
        self, tokens: Int[Tensor, " batch"], mask: Bool[Tensor, "batch all"] | None = None
    ) -> Float[Tensor, "batch vocab"]:
        """Logits after `tokens`, which are added to the cache. mask: True on real tokens, those given included."""
        config, at = self.config, self.cache.length
        self.cache.advance()
        places = slice(at, at + 1) if mask is None else mask.sum(1) - 1
        x = self.embed(tokens)
        if self.positions is not None:
            x += self.positions[places]
        turns = None if self.turns is None else self.turns[places].view(-1, 1, 1, config.d_head // 2)
        allowed = None if mask is None else mask[:, None, None]
        for layer, kept in zip(self.layers, self.cache.layers, strict=True):
            x += self._attention(layer, kept, at, layer.attention_norm(x), turns, allowed)
            x += layer.contract(F.gelu(layer.expand(layer.mlp_norm(x)), approximate="tanh"))
        return self.score(self.norm(x))

    def _attention(
        self, layer: Layer, kept: Tensor, at: int, x: Tensor, turns: Tensor | None, allowed: Tensor | None
    ) -> Float[Tensor, "batch d_model"]:
        """The new token of each row looks at all that is kept, and itself. kept: (2, batch, heads, all, d_head)."""
        batch, heads, d_head = len(x), self.config.n_heads, self.config.d_head
        qkv = layer.qkv(x).view(batch, 3, heads, 1, d_head).transpose(0, 1)
        if turns is None:
            query = qkv[0]
            kept[:, :, :, at : at + 1] = qkv[1:]
        else:
            query, kept[0, :, :, at : at + 1] = rotate(qkv[:2], turns)
            kept[1, :, :, at : at + 1] = qkv[2]
        keys, values = kept[:, :, :, : at + 1].unbind()
        output = F.scaled_dot_product_attention(query, keys, values, attn_mask=allowed)
        return layer.out(output.reshape(batch, -1))


def _table(model: GPT) -> tuple[Map, Map]:
    """Tokens to vectors, and vectors to scores."""
    tokens: nn.Module = model.tokens
    if not isinstance(tokens, nn.Embedding):
        return tokens.forward, model.tokens.scores
    table = tokens.weight.detach()
    return (lambda ids: table[ids]), (lambda x: x @ table.t())


def _flat(module: nn.Module) -> Map:
    """What a module does to rows of vectors, without the way through it."""
    if isinstance(module, nn.Linear):
        bias, matrix = module.bias.detach(), module.weight.detach().t()
        return lambda x: torch.addmm(bias, x, matrix)
    if isinstance(module, nn.LayerNorm):
        shape, scale, shift, epsilon = module.normalized_shape, module.weight.detach(), module.bias.detach(), module.eps
        return lambda x: torch.layer_norm(x, shape, scale, shift, epsilon)
    return module.forward
