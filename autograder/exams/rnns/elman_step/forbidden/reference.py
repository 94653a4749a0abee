# property: values
# hint: forbidden
from course_lib.rnn import elman_step  # noqa: F401
