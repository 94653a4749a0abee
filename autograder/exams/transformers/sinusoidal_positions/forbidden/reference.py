# property: values
# hint: forbidden
from course_lib.layers import sinusoidal_positions  # noqa: F401
