# property: values
# hint: forbidden
from course_lib.word_vectors import skipgram_pairs  # noqa: F401
