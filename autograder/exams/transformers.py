"""The exams of notebook 04; points, weights and hints stand in transformers.toml."""

from autograder.exams.transformers_attention import attention_exam
from autograder.exams.transformers_heads import heads_exam
from autograder.exams.transformers_mask import mask_exam
from autograder.exams.transformers_positions import positions_exam

__all__ = ["attention_exam", "heads_exam", "mask_exam", "positions_exam"]
