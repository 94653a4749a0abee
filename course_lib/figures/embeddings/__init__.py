"""Figures of notebook 02: bags of words, windows, maps of words, two languages laid over each other."""

from course_lib.figures.charts import accuracy_by_task, bars
from course_lib.figures.embeddings.bags import count_table, similarity_table, window
from course_lib.figures.embeddings.examples import example_sentences, example_words
from course_lib.figures.embeddings.maps import offsets, plane, projector_svg, two_spaces, word_map
from course_lib.figures.embeddings.scores import precision_by_pairs, senses

__all__ = [
    "accuracy_by_task",
    "bars",
    "count_table",
    "example_sentences",
    "example_words",
    "offsets",
    "plane",
    "precision_by_pairs",
    "projector_svg",
    "senses",
    "similarity_table",
    "two_spaces",
    "window",
    "word_map",
]
