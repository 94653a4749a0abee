# property: values
# hint: labels_sorted
# holds: one_answer, ties, tiny, one_label, unmodified
import numpy as np


def classify_by_verbalizer(log_prob, prompt, verbalizers):
    sums = [np.logaddexp.reduce([log_prob(prompt, a) for a in answers]) for answers in verbalizers.values()]
    return sorted(verbalizers)[int(np.argmax(sums))]
