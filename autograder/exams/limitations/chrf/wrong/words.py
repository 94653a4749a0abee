# property: values
# hint: words
# holds: identical, nothing, empty, short, spaces, letters
from collections import Counter


def chrf(hypothesis, reference, max_order=6, beta=2.0):
    ours, theirs = Counter(hypothesis.split()), Counter(reference.split())
    both = sum((ours & theirs).values())
    if both == 0:
        return 0.0
    p, q = both / sum(ours.values()), both / sum(theirs.values())
    return 100 * (1 + beta**2) * p * q / (beta**2 * p + q)
