# property: values
# hint: forbidden
from course_lib.prompting import contextual_calibration  # noqa: F401
