# property: values
# hint: forbidden
from course_lib.attention import MultiHeadAttention  # noqa: F401
