"""Figures of notebook 09."""

from course_lib.figures.limitations.pairs import pairs

__all__ = ["pairs"]
