def skipgram_pairs(tokens, window):
    pairs = []
    for i, center in enumerate(tokens):
        around = tokens[max(0, i - window) : i] + tokens[i + 1 : i + 1 + window]
        pairs.extend((center, context) for context in around)
    return pairs
