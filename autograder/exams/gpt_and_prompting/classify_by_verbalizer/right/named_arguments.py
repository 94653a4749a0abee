from functools import reduce

import numpy as np


def classify_by_verbalizer(log_prob, prompt, verbalizers):
    labels, answers = zip(*verbalizers.items())
    sums = [reduce(np.logaddexp, (log_prob(prompt=prompt, answer=a) for a in some)) for some in answers]
    return labels[np.argmax(np.array(sums))]
