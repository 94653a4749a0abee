# property: one_label
# hint: one_label
# holds: values, one_answer, ties, tiny, any_labels, unmodified
import math


def classify_by_verbalizer(log_prob, prompt, verbalizers):
    if len(verbalizers) < 2:
        raise ValueError('one label')
    best, best_score = None, -math.inf
    for label, answers in verbalizers.items():
        scores = [log_prob(prompt, answer) for answer in answers]
        top = max(scores)
        score = top + math.log(sum(math.exp(s - top) for s in scores))
        if score > best_score:
            best, best_score = label, score
    return best
