"""How GPT-2 is published, and GPT-NeoX, which is the course's GPT when its positions are rotary."""

from typing import Any, ClassVar

import torch
from torch import Tensor

from course_lib.gpt import GPTConfig
from course_lib.hub.files import MOST_LAYERS, Settings, Weights
from course_lib.hub.formats import Format

LONGEST = 2**20  # tokens: rotary positions are not in the file but made, and a config may say anything
TANH_GELU = ("gelu_new", "gelu_pytorch_tanh")  # two names of one function


class GPT2(Format[GPTConfig]):
    """GPT-2 (Radford et al. 2019). Its linear layers are stored transposed: (inputs, outputs)."""

    model_type = "gpt2"
    prefix = "transformer."
    ignored = r"h\.\d+\.attn\.(bias|masked_bias)"  # the causal mask
    copies: ClassVar = {"lm_head.weight": "wte.weight"}
    parts: ClassVar = {
        "tokens": "wte",
        "positions": "wpe",
        "norm": "ln_f",
        "blocks.*.attention_norm": "h.*.ln_1",
        "blocks.*.attention.qkv_proj": "h.*.attn.c_attn",
        "blocks.*.attention.out_proj": "h.*.attn.c_proj",
        "blocks.*.mlp_norm": "h.*.ln_2",
        "blocks.*.mlp.expand": "h.*.mlp.c_fc",
        "blocks.*.mlp.contract": "h.*.mlp.c_proj",
    }

    def config(self, settings: Settings, weights: Weights) -> GPTConfig:
        d_model = settings.size("n_embd")
        settings.require("activation_function", *TANH_GELU)
        settings.require("n_inner", 4 * d_model)
        settings.require("scale_attn_weights", True)
        settings.require("scale_attn_by_inverse_layer_idx", False)
        settings.require("add_cross_attention", False)
        return GPTConfig(
            vocab_size=settings.size("vocab_size"),
            context=settings.size("n_positions"),
            d_model=d_model,
            n_layers=settings.size("n_layer", most=MOST_LAYERS),
            n_heads=settings.size("n_head"),
            positions="learned",
            dropout=settings.number("resid_pdrop", 0.1),
            epsilon=settings.number("layer_norm_epsilon", 1e-5),
        )

    def settings(self, config: GPTConfig) -> dict[str, Any]:
        return {
            "vocab_size": config.vocab_size,
            "n_positions": config.context,
            "n_embd": config.d_model,
            "n_layer": config.n_layers,
            "n_head": config.n_heads,
            "activation_function": "gelu_new",
            "embd_pdrop": config.dropout,
            "resid_pdrop": config.dropout,
            "attn_pdrop": 0.0,
            "layer_norm_epsilon": config.epsilon,
        }

    def to_file(self, ours: str, tensor: Tensor, config: GPTConfig) -> Tensor:
        linear = ours.endswith((".qkv_proj.weight", ".out_proj.weight", ".expand.weight", ".contract.weight"))
        return tensor.T if linear else tensor

    from_file = to_file


class GPTNeoX(Format[GPTConfig]):
    """GPT-NeoX (Black et al. 2022), with the settings under which it is the course's GPT with rotary positions.

    It keeps each head's query, key and value together, and turns columns i and i + d_head / 2, where ours turns
    neighbours.
    """

    model_type = "gpt_neox"
    prefix = "gpt_neox."
    ignored = r"layers\.\d+\.attention\.(bias|masked_bias|rotary_emb\.inv_freq)"
    copies: ClassVar = {"lm_head.weight": "embed_in.weight", "embed_out.weight": "embed_in.weight"}
    parts: ClassVar = {
        "tokens": "embed_in",
        "norm": "final_layer_norm",
        "blocks.*.attention_norm": "layers.*.input_layernorm",
        "blocks.*.attention.qkv_proj": "layers.*.attention.query_key_value",
        "blocks.*.attention.out_proj": "layers.*.attention.dense",
        "blocks.*.mlp_norm": "layers.*.post_attention_layernorm",
        "blocks.*.mlp.expand": "layers.*.mlp.dense_h_to_4h",
        "blocks.*.mlp.contract": "layers.*.mlp.dense_4h_to_h",
    }

    def config(self, settings: Settings, weights: Weights) -> GPTConfig:
        d_model = settings.size("hidden_size")
        rope = Settings(settings.get("rope_parameters", {}), settings.path)
        rope.require("rope_type", "default")
        rope.require("rope_theta", 10000, default=settings.get("rotary_emb_base", 10000))
        rope.require("partial_rotary_factor", 1, default=settings.get("rotary_pct", 0.25))
        settings.require("rope_scaling", None)
        settings.require("use_parallel_residual", False, default=True)
        settings.require("attention_bias", True)
        settings.require("hidden_act", *TANH_GELU, default="gelu")
        settings.require("intermediate_size", 4 * d_model)
        return GPTConfig(
            vocab_size=settings.size("vocab_size"),
            context=settings.size("max_position_embeddings", most=LONGEST),
            d_model=d_model,
            n_layers=settings.size("num_hidden_layers", most=MOST_LAYERS),
            n_heads=settings.size("num_attention_heads"),
            positions="rope",
            dropout=settings.number("hidden_dropout", 0.0),
            epsilon=settings.number("layer_norm_eps", 1e-5),
        )

    def settings(self, config: GPTConfig) -> dict[str, Any]:
        return {
            "vocab_size": config.vocab_size,
            "max_position_embeddings": config.context,
            "hidden_size": config.d_model,
            "intermediate_size": 4 * config.d_model,
            "num_hidden_layers": config.n_layers,
            "num_attention_heads": config.n_heads,
            "hidden_act": "gelu_new",
            "hidden_dropout": config.dropout,
            "attention_dropout": 0.0,
            "layer_norm_eps": config.epsilon,
            "use_parallel_residual": False,
            "rotary_pct": 1.0,
            "rotary_emb_base": 10000,
            "tie_word_embeddings": True,
        }

    def to_file(self, ours: str, tensor: Tensor, config: GPTConfig) -> Tensor:
        if ".qkv_proj." not in ours:
            return tensor
        query, key, value = tensor.unflatten(0, (3, config.n_heads, config.d_head)).unbind()
        return torch.stack((_halves(query), _halves(key), value), dim=1).flatten(0, 2)

    def from_file(self, ours: str, tensor: Tensor, config: GPTConfig) -> Tensor:
        if ".qkv_proj." not in ours:
            return tensor
        query, key, value = tensor.unflatten(0, (config.n_heads, 3, config.d_head)).unbind(dim=1)
        return torch.stack((_pairs(query), _pairs(key), value)).flatten(0, 2)


def _halves(heads: Tensor) -> Tensor:
    """Rows 0, 2, 4, … of each head, then 1, 3, 5, …: what turned together as neighbours turns half a head apart."""
    return torch.cat((heads[:, 0::2], heads[:, 1::2]), dim=1)


def _pairs(heads: Tensor) -> Tensor:
    """The inverse of `_halves`."""
    return torch.stack(heads.chunk(2, dim=1), dim=2).flatten(1, 2)
