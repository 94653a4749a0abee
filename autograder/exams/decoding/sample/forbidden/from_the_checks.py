# property: values
# hint: forbidden
from course_lib.checks.decoding_wrong import drawn


def sample(logits, u):
    return drawn(logits, u)
