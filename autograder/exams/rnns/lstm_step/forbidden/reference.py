# property: values
# hint: forbidden
from course_lib.rnn import lstm_step  # noqa: F401
