# property: values
# hint: forbidden
from course_lib.decoding import apply_temperature  # noqa: F401
