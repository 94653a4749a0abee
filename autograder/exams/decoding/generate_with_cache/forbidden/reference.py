# property: values
# hint: forbidden
from course_lib.decoding import generate_with_cache  # noqa: F401
