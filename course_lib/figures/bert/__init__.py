"""Figures of notebook 05: what goes into BERT, what it guesses, vectors in context, fine-tuning, published models."""

from course_lib.figures.bert.inputs import example_sentences, guess_bars, input_rows, masking_rows
from course_lib.figures.bert.published import published_models
from course_lib.figures.charts import accuracy_by_task, bars, intervals, lines
from course_lib.figures.rnns.states import sense_maps, tagged

__all__ = [
    "accuracy_by_task",
    "bars",
    "example_sentences",
    "guess_bars",
    "input_rows",
    "intervals",
    "lines",
    "masking_rows",
    "published_models",
    "sense_maps",
    "tagged",
]
