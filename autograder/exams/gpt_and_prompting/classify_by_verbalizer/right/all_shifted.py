import math


def classify_by_verbalizer(log_prob, prompt, verbalizers):
    pairs = [(label, log_prob(prompt, answer)) for label, answers in verbalizers.items() for answer in answers]
    top = max(score for _, score in pairs)
    totals = {}
    for label, score in pairs:
        totals[label] = totals.get(label, 0.0) + math.exp(score - top)
    return max(totals, key=totals.get)
