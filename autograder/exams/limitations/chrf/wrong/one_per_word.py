# property: values
# hint: words
# holds: identical, nothing, empty, short, spaces, options, letters
from collections import Counter


def chrf(hypothesis, reference, max_order=6, beta=2.0):
    h, r = hypothesis.split(), reference.split()
    pairs = []
    for n in range(1, max_order + 1):
        ours = Counter(tuple(h[i : i + n]) for i in range(len(h) - n + 1))
        theirs = Counter(tuple(r[i : i + n]) for i in range(len(r) - n + 1))
        if ours and theirs:
            both = sum((ours & theirs).values())
            pairs.append((both / sum(ours.values()), both / sum(theirs.values())))
    if not pairs:
        return 0.0
    p, q = (sum(side) / len(pairs) for side in zip(*pairs))
    return 100 * (1 + beta**2) * p * q / (beta**2 * p + q) if p + q else 0.0
