"""From next-token scores to text: filters, drawing, writing with a cache, beam search."""

from course_lib.decoding.beams import Beam, beam_search, generate_beams, search_beams
from course_lib.decoding.filters import (
    apply_temperature,
    min_p_filter,
    penalize_repetition,
    sample,
    top_k_filter,
    top_p_filter,
)
from course_lib.decoding.generation import GREEDY, Choice, Strategy, choices, generate, generate_with_cache

__all__ = [
    "GREEDY",
    "Beam",
    "Choice",
    "Strategy",
    "apply_temperature",
    "beam_search",
    "choices",
    "generate",
    "generate_beams",
    "generate_with_cache",
    "min_p_filter",
    "penalize_repetition",
    "sample",
    "search_beams",
    "top_k_filter",
    "top_p_filter",
]
