# property: values
# hint: sets
# holds: identical, nothing, empty, short, spaces, options, letters
def chrf(hypothesis, reference, max_order=6, beta=2.0):
    h, r = (''.join(side.split()) for side in (hypothesis, reference))
    precisions, recalls = [], []
    for n in range(1, max_order + 1):
        ours = set(h[i : i + n] for i in range(len(h) - n + 1))
        theirs = set(r[i : i + n] for i in range(len(r) - n + 1))
        if not ours or not theirs:
            continue
        both = len(ours & theirs)
        precisions.append(both / len(ours))
        recalls.append(both / len(theirs))
    if not precisions:
        return 0.0
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    if precision + recall == 0:
        return 0.0
    return 100 * (1 + beta**2) * precision * recall / (beta**2 * precision + recall)
