# property: values
# hint: remembers_calls
# holds: one_answer, ties, tiny, any_labels, one_label, unmodified
import math
KNOWN = {}


def classify_by_verbalizer(log_prob, prompt, verbalizers):
    best, best_score = None, -math.inf
    for label, answers in verbalizers.items():
        scores = [KNOWN.setdefault(a, log_prob(prompt, a)) for a in answers]
        top = max(scores)
        score = top + math.log(sum(math.exp(s - top) for s in scores))
        if score > best_score:
            best, best_score = label, score
    return best
