import numpy as np


def classify_by_verbalizer(log_prob, prompt, verbalizers):
    scores = {label: np.logaddexp.reduce([log_prob(prompt, answer) for answer in answers]) for label, answers in verbalizers.items()}
    return sorted(scores, key=lambda label: -scores[label])[0]
