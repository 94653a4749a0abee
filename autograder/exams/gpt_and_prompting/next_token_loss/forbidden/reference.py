# property: values
# hint: forbidden
from course_lib.gpt import next_token_loss  # noqa: F401
