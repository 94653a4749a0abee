"""The exams of notebook 01; points, weights and hints stand in language_modelling.toml."""

from autograder.exams.language_modelling_bpe import bpe_exam
from autograder.exams.language_modelling_counts import interpolated_exam, ngram_exam, perplexity_exam

__all__ = ["bpe_exam", "interpolated_exam", "ngram_exam", "perplexity_exam"]
