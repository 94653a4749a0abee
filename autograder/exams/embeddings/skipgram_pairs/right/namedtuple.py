from collections import namedtuple

Pair = namedtuple('Pair', ['center', 'context'])


def skipgram_pairs(tokens, window):
    pairs = []
    for i, center in enumerate(tokens):
        start = i - window if i > window else 0
        pairs += [Pair(center, tokens[j]) for j in range(start, i)]
        pairs += [Pair(center, word) for word in tokens[i + 1 : i + window + 1]]
    return pairs
