# property: values
# hint: wraps_around
# holds: repeated_words, other_tokens, unmodified
def skipgram_pairs(tokens, window):
    pairs = []
    for i, center in enumerate(tokens):
        for shift in range(-window, window + 1):
            if shift:
                pairs.append((center, tokens[(i + shift) % len(tokens)]))
    return pairs
