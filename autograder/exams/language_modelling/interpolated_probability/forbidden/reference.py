# property: values
# hint: forbidden
from course_lib.ngrams import interpolated_probability  # noqa: F401
