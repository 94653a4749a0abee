import re


def chrf(hypothesis, reference, max_order=6, beta=2.0):
    def grams(text, n):
        found = {}
        for i in range(len(text) - n + 1):
            found[text[i : i + n]] = found.get(text[i : i + n], 0) + 1
        return found
    h, r = re.sub(r'\s+', '', hypothesis), re.sub(r'\s+', '', reference)
    pairs = []
    for n in range(1, max_order + 1):
        ours, theirs = grams(h, n), grams(r, n)
        if ours and theirs:
            both = sum(min(k, theirs.get(g, 0)) for g, k in ours.items())
            pairs.append((both / sum(ours.values()), both / sum(theirs.values())))
    if not pairs:
        return 0.0
    p, q = (sum(side) / len(pairs) for side in zip(*pairs))
    return 100.0 * (1 + beta**2) * p * q / (beta**2 * p + q) if p + q else 0.0
