import numpy as np
from collections import Counter


def chrf(hypothesis, reference, max_order=6, beta=2.0):
    strip = lambda text: ''.join(c for c in text if not c.isspace())
    h, r = strip(hypothesis), strip(reference)
    rows = []
    for n in range(1, min(max_order, len(h), len(r)) + 1):
        ours, theirs = (Counter(zip(*(side[i:] for i in range(n)))) for side in (h, r))
        both = sum(min(ours[gram], theirs[gram]) for gram in ours.keys() & theirs.keys())
        rows.append([both / (len(h) - n + 1), both / (len(r) - n + 1)])
    p, q = np.array(rows).mean(axis=0) if rows else (0.0, 0.0)
    if not (p > 0 and q > 0):
        return 0
    return np.float64(100) * (1 + beta**2) / (beta**2 / q + 1 / p)
