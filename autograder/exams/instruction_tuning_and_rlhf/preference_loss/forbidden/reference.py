# property: values
# hint: forbidden
from course_lib.reward_model import preference_loss  # noqa: F401
