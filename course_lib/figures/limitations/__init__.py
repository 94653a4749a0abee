"""Figures of notebook 09: pictures with captions, drawn text, shares with their intervals."""

from course_lib.figures.charts import bars, intervals, lines
from course_lib.figures.limitations.examples import examples
from course_lib.figures.limitations.pairs import pairs, rendered
from course_lib.figures.limitations.published import pixel_published

__all__ = ["bars", "examples", "intervals", "lines", "pairs", "pixel_published", "rendered"]
