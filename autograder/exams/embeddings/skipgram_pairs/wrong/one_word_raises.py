# property: short_texts
# hint: short_texts
# holds: values, wide_window, repeated_words, other_tokens, unmodified
def skipgram_pairs(tokens, window):
    if len(tokens) < 2:
        raise ValueError('too short')
    pairs = []
    for i in range(len(tokens)):
        for j in range(max(0, i - window), min(len(tokens), i + window + 1)):
            if j != i:
                pairs.append((tokens[i], tokens[j]))
    return pairs
