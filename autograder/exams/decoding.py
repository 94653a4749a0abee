"""The exams of notebook 08; points, weights and hints stand in decoding.toml."""

from autograder.exams.decoding_beams import beams_exam
from autograder.exams.decoding_cache import cache_exam
from autograder.exams.decoding_filters import temperature_exam, top_k_exam, top_p_exam
from autograder.exams.decoding_generate import generate_exam
from autograder.exams.decoding_sample import sample_exam

__all__ = [
    "beams_exam",
    "cache_exam",
    "generate_exam",
    "sample_exam",
    "temperature_exam",
    "top_k_exam",
    "top_p_exam",
]
