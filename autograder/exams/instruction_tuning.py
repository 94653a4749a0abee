"""The exams of notebook 07; points, weights and hints stand in instruction_tuning.toml."""

from autograder.exams.instruction_tuning_data import labels_exam, spans_exam
from autograder.exams.instruction_tuning_lora import lora_exam
from autograder.exams.instruction_tuning_rewards import gae_exam, ppo_exam, preference_exam

__all__ = ["gae_exam", "labels_exam", "lora_exam", "ppo_exam", "preference_exam", "spans_exam"]
