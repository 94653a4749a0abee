# property: values
# hint: logs_summed
# holds: one_answer, ties, tiny, any_labels, one_label, unmodified
import math


def classify_by_verbalizer(log_prob, prompt, verbalizers):
    best, best_score = None, -math.inf
    for label, answers in verbalizers.items():
        scores = [log_prob(prompt, answer) for answer in answers]
        score = sum(scores)
        if score > best_score:
            best, best_score = label, score
    return best
