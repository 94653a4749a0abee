# property: values
# hint: forbidden
from course_lib.bag_of_words import term_frequency  # noqa: F401
