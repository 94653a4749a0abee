# property: values
# hint: forbidden
from course_lib.chrf import corpus_chrf


def chrf(hypothesis, reference, max_order=6, beta=2.0):
    return corpus_chrf([hypothesis], [reference], max_order, beta)
