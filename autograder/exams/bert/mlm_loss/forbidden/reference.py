# property: values
# hint: forbidden
from course_lib.bert import mlm_loss  # noqa: F401
