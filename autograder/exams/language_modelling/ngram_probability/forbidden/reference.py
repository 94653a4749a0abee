# property: values
# hint: forbidden
from course_lib.ngrams import ngram_probability  # noqa: F401
