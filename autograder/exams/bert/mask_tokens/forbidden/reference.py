# property: values
# hint: forbidden
from course_lib.bert import mask_tokens  # noqa: F401
