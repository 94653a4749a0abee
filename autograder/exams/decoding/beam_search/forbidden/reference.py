# property: values
# hint: forbidden
from course_lib.decoding import beam_search  # noqa: F401
