# property: values
# hint: forbidden
from course_lib.word_vectors import sgns_loss  # noqa: F401
