import math


def classify_by_verbalizer(log_prob, prompt, verbalizers):
    def log_sum(scores):
        if len(scores) == 1:
            return scores[0]
        rest = log_sum(scores[1:])
        high, low = max(scores[0], rest), min(scores[0], rest)
        return high + math.log1p(math.exp(low - high))
    return max(verbalizers, key=lambda label: log_sum([log_prob(prompt, a) for a in verbalizers[label]]))
