# property: wide_window
# hint: wide_window
# holds: values, repeated_words, other_tokens, unmodified
def skipgram_pairs(tokens, window):
    if len(tokens) <= window:
        raise ValueError('the window is wider than the text')
    pairs = []
    for i in range(len(tokens)):
        for j in range(max(0, i - window), min(len(tokens), i + window + 1)):
            if j != i:
                pairs.append((tokens[i], tokens[j]))
    return pairs
