# property: values
# hint: forbidden
from course_lib.rlhf.ppo import ppo_loss  # noqa: F401
