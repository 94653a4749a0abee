# property: values
# hint: counts_pooled
# holds: identical, nothing, empty, spaces, options, letters
from collections import Counter


def chrf(hypothesis, reference, max_order=6, beta=2.0):
    h, r = (''.join(side.split()) for side in (hypothesis, reference))
    both = n_h = n_r = 0
    for n in range(1, max_order + 1):
        ours = Counter(h[i : i + n] for i in range(len(h) - n + 1))
        theirs = Counter(r[i : i + n] for i in range(len(r) - n + 1))
        if ours and theirs:
            both += sum((ours & theirs).values())
            n_h += sum(ours.values())
            n_r += sum(theirs.values())
    if both == 0:
        return 0.0
    return 100 * (1 + beta**2) * (both / n_h) * (both / n_r) / (beta**2 * both / n_h + both / n_r)
