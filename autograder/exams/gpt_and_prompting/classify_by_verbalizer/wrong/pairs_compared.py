# property: any_labels
# hint: any_labels
# holds: values, one_answer, ties, tiny, one_label, unmodified
import math


def classify_by_verbalizer(log_prob, prompt, verbalizers):
    sums = []
    for label, answers in verbalizers.items():
        scores = [log_prob(prompt, answer) for answer in answers]
        top = max(scores)
        sums.append((top + math.log(sum(math.exp(s - top) for s in scores)), label.strip()))
    return max(sums, key=lambda pair: pair[0])[1]
