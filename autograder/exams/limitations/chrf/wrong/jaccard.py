# property: values
# hint: value
# holds:
from collections import Counter


def chrf(hypothesis, reference, max_order=6, beta=2.0):
    h, r = (''.join(side.split()) for side in (hypothesis, reference))
    precisions, recalls = [], []
    for n in range(1, max_order + 1):
        ours = Counter(h[i : i + n] for i in range(len(h) - n + 1))
        theirs = Counter(r[i : i + n] for i in range(len(r) - n + 1))
        if not ours or not theirs:
            continue
        both = sum((ours & theirs).values())
        union = sum((ours | theirs).values())
        precisions.append(both / union)
        recalls.append(both / union)
    if not precisions:
        return 0.0
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    if precision + recall == 0:
        return 0.0
    return 100 * (1 + beta**2) * precision * recall / (beta**2 * precision + recall)
