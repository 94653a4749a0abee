"""Figures of notebook 09: pictures with captions, memory by size and repetition, published tables."""

from course_lib.figures.charts import accuracy_by_task, bars, lines
from course_lib.figures.limitations.examples import examples
from course_lib.figures.limitations.pairs import pairs

__all__ = ["accuracy_by_task", "bars", "examples", "lines", "pairs"]
