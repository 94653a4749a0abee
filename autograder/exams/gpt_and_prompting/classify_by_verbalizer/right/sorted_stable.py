import math


def classify_by_verbalizer(log_prob, prompt, verbalizers):
    known = {a: log_prob(prompt, a) for answers in verbalizers.values() for a in answers}
    top = max(known.values())

    def total(pair):
        return -math.fsum(math.exp(known[a] - top) for a in pair[1])

    return sorted(verbalizers.items(), key=total)[0][0]
