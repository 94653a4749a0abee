# property: values
# hint: forbidden
from course_lib.word_vectors import nearest_neighbours  # noqa: F401
