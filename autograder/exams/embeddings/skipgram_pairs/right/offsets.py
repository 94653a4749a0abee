def skipgram_pairs(tokens, window):
    pairs = []
    for i, center in enumerate(tokens):
        for shift in range(-window, window + 1):
            if shift and 0 <= i + shift < len(tokens):
                pairs.append((center, tokens[i + shift]))
    return pairs
