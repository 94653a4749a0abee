from collections import Counter
from fractions import Fraction


def chrf(hypothesis, reference, max_order=6, beta=2.0):
    h, r = ''.join(hypothesis.split()), ''.join(reference.split())

    def shares(n):
        if n > max_order or n > len(h) or n > len(r):
            return []
        ours, theirs = ([side[i : i + n] for i in range(len(side) - n + 1)] for side in (h, r))
        both = len(list((Counter(ours) & Counter(theirs)).elements()))
        return [(Fraction(both, len(ours)), Fraction(both, len(theirs)))] + shares(n + 1)

    found = shares(1)
    p, q = (float(sum(side)) / max(1, len(found)) for side in (zip(*found) if found else ([], [])))
    weight = beta * beta
    return 0.0 if p * q == 0 else 100 * (1 + weight) * p * q / (weight * p + q)
