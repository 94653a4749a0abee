# property: values
# hint: forbidden
from course_lib.t5 import span_corruption  # noqa: F401
