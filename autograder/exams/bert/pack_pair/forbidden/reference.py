# property: values
# hint: forbidden
from course_lib.bert import pack_pair  # noqa: F401
