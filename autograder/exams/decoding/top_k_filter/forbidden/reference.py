# property: values
# hint: forbidden
from course_lib.decoding import top_k_filter  # noqa: F401
