# property: values
# hint: forbidden
from course_lib.decoding import sample  # noqa: F401
