# property: values
# hint: forbidden
from course_lib.attention import causal_mask  # noqa: F401
