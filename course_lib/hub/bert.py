"""How BERT is published, body and heads."""

from typing import Any, ClassVar

from course_lib.bert import BertConfig
from course_lib.hub.files import MOST_LAYERS, Settings, Weights
from course_lib.hub.formats import Format


class BERT(Format[BertConfig]):
    """BERT (Devlin et al. 2019)."""

    model_type = "bert"
    prefix = "bert."
    head = r"(cls|classifier)\."
    # A mask of positions, and the heads that the model asked for does not have.
    ignored = r"embeddings\.position_ids|(pooler|cls|classifier|qa_outputs)\..*"
    copies: ClassVar = {
        "cls.predictions.decoder.weight": "embeddings.word_embeddings.weight",
        "cls.predictions.decoder.bias": "cls.predictions.bias",
    }
    parts: ClassVar = {
        "embedding.tokens": "embeddings.word_embeddings",
        "embedding.positions": "embeddings.position_embeddings",
        "embedding.segments": "embeddings.token_type_embeddings",
        "embedding.norm": "embeddings.LayerNorm",
        "blocks.*.attention.q_proj": "encoder.layer.*.attention.self.query",
        "blocks.*.attention.k_proj": "encoder.layer.*.attention.self.key",
        "blocks.*.attention.v_proj": "encoder.layer.*.attention.self.value",
        "blocks.*.attention.out_proj": "encoder.layer.*.attention.output.dense",
        "blocks.*.attention_norm": "encoder.layer.*.attention.output.LayerNorm",
        "blocks.*.mlp.expand": "encoder.layer.*.intermediate.dense",
        "blocks.*.mlp.contract": "encoder.layer.*.output.dense",
        "blocks.*.mlp_norm": "encoder.layer.*.output.LayerNorm",
        "pooler": "pooler.dense",
        "mlm.transform": "cls.predictions.transform.dense",
        "mlm.norm": "cls.predictions.transform.LayerNorm",
        "mlm": "cls.predictions",
        "nsp": "cls.seq_relationship",
        "classifier": "classifier",
    }

    def part(self, ours: str, config: BertConfig) -> str:
        return super().part(ours.removeprefix("bert."), config)

    def config(self, settings: Settings, weights: Weights) -> BertConfig:
        settings.require("hidden_act", "gelu")
        settings.require("position_embedding_type", "absolute")
        settings.require("is_decoder", False)
        return BertConfig(
            vocab_size=settings.size("vocab_size"),
            context=settings.size("max_position_embeddings"),
            d_model=settings.size("hidden_size"),
            n_layers=settings.size("num_hidden_layers", most=MOST_LAYERS),
            n_heads=settings.size("num_attention_heads"),
            d_hidden=settings.size("intermediate_size"),
            n_segments=settings.size("type_vocab_size", 2),
            dropout=settings.number("hidden_dropout_prob", 0.1),
            epsilon=settings.number("layer_norm_eps", 1e-12),
            pooler="pooler.dense.weight" in weights.shapes,
        )

    def settings(self, config: BertConfig) -> dict[str, Any]:
        return {
            "vocab_size": config.vocab_size,
            "max_position_embeddings": config.context,
            "hidden_size": config.d_model,
            "num_hidden_layers": config.n_layers,
            "num_attention_heads": config.n_heads,
            "intermediate_size": config.d_hidden,
            "type_vocab_size": config.n_segments,
            "hidden_act": "gelu",
            "hidden_dropout_prob": config.dropout,
            "attention_probs_dropout_prob": 0.0,
            "layer_norm_eps": config.epsilon,
        }
