# property: values
# hint: forbidden
from course_lib.prompting import classify_by_verbalizer  # noqa: F401
