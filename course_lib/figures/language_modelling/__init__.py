"""Figures of notebook 01: sentences word by word, counts and what they lack, merges, models compared."""

from course_lib.figures.charts import bars
from course_lib.figures.language_modelling.counts import contributions, surprise_by_order, unseen_by_order
from course_lib.figures.language_modelling.merges import merge_tree
from course_lib.figures.language_modelling.models import (
    accuracy_by_distance,
    same_table,
    text_in_tokens,
    tokens_per_word,
)
from course_lib.figures.language_modelling.sentences import example_sentences, word_by_word

__all__ = [
    "accuracy_by_distance",
    "bars",
    "contributions",
    "example_sentences",
    "merge_tree",
    "same_table",
    "surprise_by_order",
    "text_in_tokens",
    "tokens_per_word",
    "unseen_by_order",
    "word_by_word",
]
