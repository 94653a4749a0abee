"""One more token for every row, as fast as plain PyTorch can: GPT's forward again, written flat.

At one token a step, products are so small that calling modules takes as long as the arithmetic. Here a block is ten
calls on weights that were looked up and transposed beforehand. Tests hold it to the same numbers as `GPT`.
"""

from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.gpt import GPT, rotate
from course_lib.kv_cache import PreallocatedCache


@dataclass(frozen=True, slots=True)
class Layer:
    """A block's weights, matrices transposed (inputs, outputs); they share memory with the model's."""

    attention_scale: Tensor
    attention_shift: Tensor
    qkv: Tensor
    qkv_bias: Tensor
    out: Tensor
    out_bias: Tensor
    mlp_scale: Tensor
    mlp_shift: Tensor
    expand: Tensor
    expand_bias: Tensor
    contract: Tensor
    contract_bias: Tensor

    @classmethod
    def of(cls, block: Any) -> "Layer":
        attention, mlp = block.attention, block.mlp
        parts: tuple[nn.Module, ...] = (block.attention_norm, attention.qkv_proj, attention.out_proj)
        parts += (block.mlp_norm, mlp.expand, mlp.contract)
        tensors = (parameter.detach() for part in parts for parameter in part.parameters())
        return cls(*(tensor.t() if tensor.ndim == 2 else tensor for tensor in tensors))


class Stepper:
    """Reads one token per row, given what the cache holds, and scores the next; the model must be in eval mode.

    It is given token ids that the model itself chose: they are not checked again.
    """

    def __init__(self, model: GPT, cache: PreallocatedCache) -> None:
        self.cache = cache
        self.config = model.config
        self.layers = [Layer.of(block) for block in model.blocks]
        self.table = model.tokens.weight.detach()
        self.positions = None if model.positions is None else model.positions.weight.detach()
        self.turns = None if model.turns is None else torch.view_as_complex(model.turns.float())
        self.norm = model.norm.weight.detach(), model.norm.bias.detach()

    @torch.inference_mode()
    def __call__(
        self, tokens: Int[Tensor, " batch"], mask: Bool[Tensor, "batch all"] | None = None
    ) -> Float[Tensor, "batch vocab"]:
        """Logits after `tokens`, which are added to the cache. mask: True on real tokens, those given included."""
        config, at = self.config, self.cache.length
        self.cache.advance()
        places = slice(at, at + 1) if mask is None else mask.sum(1) - 1
        x = self.table[tokens]
        if self.positions is not None:
            x += self.positions[places]
        turns = None if self.turns is None else self.turns[places].view(-1, 1, 1, config.d_head // 2)
        allowed = None if mask is None else mask[:, None, None]
        width = (config.d_model,)
        for layer, kept in zip(self.layers, self.cache.layers, strict=True):
            normed = torch.layer_norm(x, width, layer.attention_scale, layer.attention_shift, config.epsilon)
            x += self._attention(layer, kept, at, normed, turns, allowed)
            normed = torch.layer_norm(x, width, layer.mlp_scale, layer.mlp_shift, config.epsilon)
            wide = F.gelu(torch.addmm(layer.expand_bias, normed, layer.expand), approximate="tanh")
            x += torch.addmm(layer.contract_bias, wide, layer.contract)
        return torch.layer_norm(x, width, *self.norm, config.epsilon) @ self.table.t()

    def _attention(
        self, layer: Layer, kept: Tensor, at: int, x: Tensor, turns: Tensor | None, allowed: Tensor | None
    ) -> Float[Tensor, "batch d_model"]:
        """The new token of each row looks at all that is kept, and itself. kept: (2, batch, heads, all, d_head)."""
        batch, heads, d_head = len(x), self.config.n_heads, self.config.d_head
        qkv = torch.addmm(layer.qkv_bias, x, layer.qkv).view(batch, 3, heads, 1, d_head).transpose(0, 1)
        if turns is None:
            query = qkv[0]
            kept[:, :, :, at : at + 1] = qkv[1:]
        else:
            query, kept[0, :, :, at : at + 1] = rotate(qkv[:2], turns)
            kept[1, :, :, at : at + 1] = qkv[2]
        keys, values = kept[:, :, :, : at + 1].unbind()
        output = F.scaled_dot_product_attention(query, keys, values, attn_mask=allowed)
        return torch.addmm(layer.out_bias, output.reshape(batch, -1), layer.out)
