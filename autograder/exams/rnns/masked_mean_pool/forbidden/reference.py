# property: values
# hint: forbidden
from course_lib.rnn import masked_mean_pool  # noqa: F401
