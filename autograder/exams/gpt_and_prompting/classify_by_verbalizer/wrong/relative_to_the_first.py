# property: tiny
# hint: tiny
# holds: values, one_answer, ties, any_labels, one_label, unmodified
# check: passes
import math


def classify_by_verbalizer(log_prob, prompt, verbalizers):
    sums = {}
    for label, answers in verbalizers.items():
        each = [log_prob(prompt, answer) for answer in answers]
        sums[label] = each[0] + math.log(sum(math.exp(x - each[0]) for x in each))
    return max(sums, key=sums.get)
