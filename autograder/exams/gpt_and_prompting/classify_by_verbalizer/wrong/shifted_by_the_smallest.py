# property: tiny
# hint: tiny
# holds: values, one_answer, ties, any_labels, one_label, unmodified
import math


def classify_by_verbalizer(log_prob, prompt, verbalizers):
    best, best_score = None, -math.inf
    for label, answers in verbalizers.items():
        scores = [log_prob(prompt, answer) for answer in answers]
        low = min(scores)
        score = low + math.log(sum(math.exp(s - low) for s in scores))
        if score > best_score:
            best, best_score = label, score
    return best
