# property: values
# hint: forbidden
from course_lib.rlhf.ppo import gae  # noqa: F401
