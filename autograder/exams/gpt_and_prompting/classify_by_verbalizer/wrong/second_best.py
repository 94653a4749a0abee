# property: values
# hint: value
# holds:
import math


def classify_by_verbalizer(log_prob, prompt, verbalizers):
    sums = {}
    for label, answers in verbalizers.items():
        scores = [log_prob(prompt, answer) for answer in answers]
        top = max(scores)
        sums[label] = top + math.log(sum(math.exp(s - top) for s in scores))
    return sorted(sums, key=sums.get)[-2 if len(sums) > 2 else -1]
