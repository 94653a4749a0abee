# property: one_answer
# hint: shared_answer
# holds: values, ties, tiny, any_labels, one_label, unmodified
import math


def classify_by_verbalizer(log_prob, prompt, verbalizers):
    label_of = {answer: label for label, answers in verbalizers.items() for answer in answers}
    sums = dict.fromkeys(verbalizers, -math.inf)
    for answer, label in label_of.items():
        score = log_prob(prompt, answer)
        high, low = max(sums[label], score), min(sums[label], score)
        sums[label] = high + math.log1p(math.exp(low - high))
    return max(sums, key=sums.get)
