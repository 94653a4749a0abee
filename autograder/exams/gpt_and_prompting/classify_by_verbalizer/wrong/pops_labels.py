# property: unmodified
# hint: mutated
# holds: values, one_answer, ties, tiny, any_labels, one_label
import math


def classify_by_verbalizer(log_prob, prompt, verbalizers):
    best, best_score = None, -math.inf
    for label in list(verbalizers):
        scores = [log_prob(prompt, answer) for answer in verbalizers.pop(label)]
        top = max(scores)
        score = top + math.log(sum(math.exp(s - top) for s in scores))
        if score > best_score:
            best, best_score = label, score
    return best
