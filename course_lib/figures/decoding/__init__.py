"""Figures of notebook 08: scores becoming text, the trade between quality and diversity, beams, the cache, serving."""

from course_lib.figures.decoding.beams import beam_tree
from course_lib.figures.decoding.cache import cache_memory, speed_by_length, tokens_fed
from course_lib.figures.decoding.playground import playground
from course_lib.figures.decoding.quality import quality_and_diversity, repetition_bars
from course_lib.figures.decoding.scores import example_prompt, inversion, kept_by_filter, next_token_bars, tail
from course_lib.figures.decoding.serving import H100_GB_PER_S, loss_by_bits, memory_parts, speed_by_batch

__all__ = [
    "H100_GB_PER_S",
    "beam_tree",
    "cache_memory",
    "example_prompt",
    "inversion",
    "kept_by_filter",
    "loss_by_bits",
    "memory_parts",
    "next_token_bars",
    "playground",
    "quality_and_diversity",
    "repetition_bars",
    "speed_by_batch",
    "speed_by_length",
    "tail",
    "tokens_fed",
]
