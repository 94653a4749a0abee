# property: values
# hint: within_words
# holds: identical, nothing, empty, short, spaces, options, letters
from collections import Counter


def chrf(hypothesis, reference, max_order=6, beta=2.0):
    def grams(text, n):
        return Counter(word[i : i + n] for word in text.split() for i in range(len(word) - n + 1))
    pairs = []
    for n in range(1, max_order + 1):
        ours, theirs = grams(hypothesis, n), grams(reference, n)
        if ours and theirs:
            both = sum((ours & theirs).values())
            pairs.append((both / sum(ours.values()), both / sum(theirs.values())))
    if not pairs:
        return 0.0
    p, q = (sum(side) / len(pairs) for side in zip(*pairs))
    return 100 * (1 + beta**2) * p * q / (beta**2 * p + q) if p + q else 0.0
