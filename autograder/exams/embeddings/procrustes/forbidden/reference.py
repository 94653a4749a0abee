# property: values
# hint: forbidden
from course_lib.word_vectors import procrustes  # noqa: F401
