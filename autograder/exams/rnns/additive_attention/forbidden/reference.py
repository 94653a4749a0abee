# property: values
# hint: forbidden
from course_lib.seq2seq import additive_attention  # noqa: F401
