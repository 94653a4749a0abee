# property: values
# hint: forbidden
from course_lib.vision_text import itc_loss  # noqa: F401
