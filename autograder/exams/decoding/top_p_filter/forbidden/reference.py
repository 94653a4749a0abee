# property: values
# hint: forbidden
from course_lib.decoding import top_p_filter  # noqa: F401
