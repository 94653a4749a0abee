# property: values
# hint: forbidden
from course_lib.attention import scaled_dot_product_attention  # noqa: F401
