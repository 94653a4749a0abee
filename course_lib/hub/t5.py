"""How T5 is published, versions 1.0 and 1.1."""

from collections.abc import Mapping
from typing import Any, ClassVar

import torch

from course_lib.hub.files import MOST_LAYERS, Settings, Weights
from course_lib.hub.formats import Format
from course_lib.t5 import T5Config


def _stack(name: str, last: int) -> Mapping[str, str]:
    """The parts of the encoder or the decoder; `last` is the number of the feed-forward network in a block."""
    parts = {
        "distances": "block.0.layer.0.SelfAttention.relative_attention_bias",
        "norm": "final_layer_norm",
        "blocks.*.self_norm": "block.*.layer.0.layer_norm",
        "blocks.*.cross_norm": "block.*.layer.1.layer_norm",
        "blocks.*.mlp_norm": f"block.*.layer.{last}.layer_norm",
        "blocks.*.mlp.expand": f"block.*.layer.{last}.DenseReluDense.wi",
        "blocks.*.mlp.gate": f"block.*.layer.{last}.DenseReluDense.wi_0",
        "blocks.*.mlp.contract": f"block.*.layer.{last}.DenseReluDense.wo",
    }
    for ours, theirs in (("self_attention", "0.SelfAttention"), ("cross_attention", "1.EncDecAttention")):
        for matrix in "qkvo":
            linear = "out_proj" if matrix == "o" else f"{matrix}_proj"
            parts[f"blocks.*.{ours}.{linear}"] = f"block.*.layer.{theirs}.{matrix}"
    return {f"{name}.{ours}": f"{name}.{theirs}" for ours, theirs in parts.items()}


class T5(Format[T5Config]):
    """T5 (Raffel et al. 2020), and its version 1.1, whose output layer is its own."""

    model_type = "t5"
    ignored = r"decoder\.block\.0\.layer\.1\.EncDecAttention\.relative_attention_bias\.weight"  # never used
    copies: ClassVar = {
        "encoder.embed_tokens.weight": "shared.weight",
        "decoder.embed_tokens.weight": "shared.weight",
    }
    parts: ClassVar = {"tokens": "shared", "output": "lm_head", **_stack("encoder", 1), **_stack("decoder", 2)}

    def part(self, ours: str, config: T5Config) -> str:
        theirs = super().part(ours, config)
        return theirs + "_1" if theirs.endswith(".wi") and config.activation == "gated-gelu" else theirs

    def config(self, settings: Settings, weights: Weights) -> T5Config:
        settings.require("feed_forward_proj", "relu", "gated-gelu")
        return T5Config(
            vocab_size=settings.size("vocab_size"),
            d_model=settings.size("d_model"),
            n_layers=settings.size("num_layers", most=MOST_LAYERS),
            n_decoder_layers=settings.size("num_decoder_layers", settings.size("num_layers"), most=MOST_LAYERS),
            n_heads=settings.size("num_heads"),
            d_head=settings.size("d_kv"),
            d_hidden=settings.size("d_ff"),
            activation=settings.get("feed_forward_proj", "relu"),
            tied=_tied(settings, weights),
            n_buckets=settings.size("relative_attention_num_buckets", 32),
            max_distance=settings.size("relative_attention_max_distance", 128),
            dropout=settings.number("dropout_rate", 0.1),
            epsilon=settings.number("layer_norm_epsilon", 1e-6),
            pad_id=settings.size("decoder_start_token_id", settings.get("pad_token_id", 0), least=0),
            eos_id=settings.size("eos_token_id", 1, least=0),
        )

    def settings(self, config: T5Config) -> dict[str, Any]:
        return {
            "vocab_size": config.vocab_size,
            "d_model": config.d_model,
            "num_layers": config.n_layers,
            "num_decoder_layers": config.n_decoder_layers or config.n_layers,
            "num_heads": config.n_heads,
            "d_kv": config.d_head,
            "d_ff": config.d_hidden,
            "feed_forward_proj": config.activation,
            "tie_word_embeddings": config.tied,
            "relative_attention_num_buckets": config.n_buckets,
            "relative_attention_max_distance": config.max_distance,
            "dropout_rate": config.dropout,
            "layer_norm_epsilon": config.epsilon,
            "pad_token_id": config.pad_id,
            "decoder_start_token_id": config.pad_id,
            "eos_token_id": config.eos_id,
            "is_encoder_decoder": True,
        }


def _tied(settings: Settings, weights: Weights) -> bool:
    """Whether a T5 scores words by its embeddings, scaled, as version 1.0 does; 1.1 does not scale."""
    embeddings, output = "shared.weight", "lm_head.weight"
    scaled = settings.get("scale_decoder_outputs", settings.get("tie_word_embeddings", True))
    if output not in weights.shapes:
        if not scaled and embeddings in weights.shapes:
            weights.share(embeddings, output)
        return bool(scaled)
    if scaled:
        if not torch.equal(weights.read(output), weights.read(embeddings)):
            raise ValueError(
                f"expected {output} in {weights.path} to be the same as {embeddings}, since {settings.path} says that "
                "they are tied, got another: set tie_word_embeddings to false if it has an output layer of its own"
            )
        weights.drop(output)
    return bool(scaled)
