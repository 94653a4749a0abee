# property: values
# hint: last_label
# holds:
import math


def classify_by_verbalizer(log_prob, prompt, verbalizers):
    best, best_score, score = None, -math.inf, 0.0
    for label, answers in verbalizers.items():
        for answer in answers:
            score += math.exp(log_prob(prompt, answer))
        if score > best_score:
            best, best_score = label, score
    return best
