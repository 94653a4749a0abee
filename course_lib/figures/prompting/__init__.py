"""Figures of notebook 06: decoder-only models and their sizes, scaling, cleaning, what prompts do to accuracy."""

from course_lib.figures.charts import bars, intervals, lines
from course_lib.figures.prompting.examples import example
from course_lib.figures.prompting.published import corpora, few_shot_superglue, sizes_by_year, training_costs
from course_lib.figures.prompting.scaling import power_laws, published_laws
from course_lib.figures.prompting.spread import spread
from course_lib.figures.prompting.structure import attention_variants, input_formats

__all__ = [
    "attention_variants",
    "bars",
    "corpora",
    "example",
    "few_shot_superglue",
    "input_formats",
    "intervals",
    "lines",
    "power_laws",
    "published_laws",
    "sizes_by_year",
    "spread",
    "training_costs",
]
