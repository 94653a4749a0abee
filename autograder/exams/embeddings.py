"""The exams of notebook 02; points, weights and hints stand in embeddings.toml."""

from autograder.exams.embeddings_counts import frequency_exam, pairs_exam
from autograder.exams.embeddings_procrustes import procrustes_exam
from autograder.exams.embeddings_vectors import neighbours_exam, sgns_exam

__all__ = ["frequency_exam", "neighbours_exam", "pairs_exam", "procrustes_exam", "sgns_exam"]
