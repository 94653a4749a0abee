"""Figures of notebook 03: states along a sentence, gates, distances, tasks, an alignment, vectors in context."""

from course_lib.figures.charts import accuracy_by_task, lines
from course_lib.figures.embeddings.bags import similarity_table
from course_lib.figures.language_modelling.models import accuracy_by_distance
from course_lib.figures.rnns.states import gate_bars, sense_maps, state_strip, tagged, unit_along
from course_lib.figures.rnns.tables import example_sentences, kinds_of_task, translation_ages
from course_lib.figures.transformers import attention_maps

__all__ = [
    "accuracy_by_distance",
    "accuracy_by_task",
    "attention_maps",
    "example_sentences",
    "gate_bars",
    "kinds_of_task",
    "lines",
    "sense_maps",
    "similarity_table",
    "state_strip",
    "tagged",
    "translation_ages",
    "unit_along",
]
