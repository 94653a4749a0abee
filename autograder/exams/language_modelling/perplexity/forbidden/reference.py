# property: values
# hint: forbidden
from course_lib.ngrams import perplexity  # noqa: F401
