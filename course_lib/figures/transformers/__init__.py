"""Figures of notebook 04: attention, the whole model, and what it costs."""

from course_lib.figures.transformers.attention import (
    accuracy_by_length,
    attention_maps,
    example_tokens,
    mask_table,
    saturation,
    softmax_bars,
    weighted_sum,
)
from course_lib.figures.transformers.costs import operations_by_length, parameter_bars, time_and_memory
from course_lib.figures.transformers.model import (
    architecture,
    arcs,
    from_logits_to_word,
    loss_curve,
    positions,
    score_by_offset,
    signal_by_depth,
    translation_steps,
    weight_by_head,
)

__all__ = [
    "accuracy_by_length",
    "architecture",
    "arcs",
    "attention_maps",
    "example_tokens",
    "from_logits_to_word",
    "loss_curve",
    "mask_table",
    "operations_by_length",
    "parameter_bars",
    "positions",
    "saturation",
    "score_by_offset",
    "signal_by_depth",
    "softmax_bars",
    "time_and_memory",
    "translation_steps",
    "weight_by_head",
    "weighted_sum",
]
