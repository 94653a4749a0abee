# property: ties
# hint: ties
# holds: values, one_answer, tiny, any_labels, one_label, unmodified
import math


def classify_by_verbalizer(log_prob, prompt, verbalizers):
    best, best_score = None, -math.inf
    for label, answers in verbalizers.items():
        scores = [log_prob(prompt, answer) for answer in answers]
        top = max(scores)
        score = top + math.log(sum(math.exp(s - top) for s in scores))
        if score >= best_score:
            best, best_score = label, score
    return best
