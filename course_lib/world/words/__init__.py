"""The tiny world's word lists: Spanish = English, the commonest first, one table per kind of thing.

A gender that the ending does not give is written after a slash: árbol/m=tree. Read by course_lib.world.lexicon.
"""

from course_lib.world.words.actions import VERBS
from course_lib.world.words.qualities import ADJECTIVES, PHRASES
from course_lib.world.words.things import NOUNS

__all__ = ["ADJECTIVES", "NOUNS", "PHRASES", "VERBS"]
