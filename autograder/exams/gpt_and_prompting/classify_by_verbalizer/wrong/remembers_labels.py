# property: values
# hint: remembers_calls
# holds: one_answer, ties, one_label, unmodified
import math


class Fixed:
    known = {}

    @classmethod
    def of(cls, log_prob, prompt, label, answers):
        if label not in cls.known:
            cls.known[label] = sum(math.exp(log_prob(prompt, answer)) for answer in answers)
        return cls.known[label]


def classify_by_verbalizer(log_prob, prompt, verbalizers):
    return max(verbalizers, key=lambda label: Fixed.of(log_prob, prompt, label, verbalizers[label]))
