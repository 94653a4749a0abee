# property: values
# hint: forbidden
from course_lib.memorisation import longest_common_subsequence  # noqa: F401
