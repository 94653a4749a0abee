import math


def classify_by_verbalizer(log_prob, prompt, verbalizers):
    def score(label):
        total = -math.inf
        for answer in verbalizers[label]:
            one = log_prob(prompt, answer)
            high, low = max(total, one), min(total, one)
            total = high + math.log1p(math.exp(low - high))
        return total
    return max(verbalizers, key=score)
