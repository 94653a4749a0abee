# property: values
# hint: forbidden
from course_lib.rlhf import gae  # noqa: F401
