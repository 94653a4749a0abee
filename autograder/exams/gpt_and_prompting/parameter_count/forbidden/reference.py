# property: values
# hint: forbidden
from course_lib.gpt import parameter_count  # noqa: F401
