# property: values
# hint: forbidden
from course_lib.chrf import chrf  # noqa: F401
