# property: values
# hint: negative_index
# holds: repeated_words, other_tokens, unmodified
def skipgram_pairs(tokens, window):
    pairs = []
    for i, center in enumerate(tokens):
        for shift in range(-window, window + 1):
            if shift and i + shift < len(tokens):
                pairs.append((center, tokens[i + shift]))
    return pairs
