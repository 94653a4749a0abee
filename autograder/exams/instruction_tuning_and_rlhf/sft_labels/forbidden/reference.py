# property: values
# hint: forbidden
from course_lib.training.sft import sft_labels  # noqa: F401
