# property: values
# hint: forbidden
from course_lib.checks.decoding_wrong import top_k


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError(k)
    return top_k(logits, k).to(logits.dtype)
