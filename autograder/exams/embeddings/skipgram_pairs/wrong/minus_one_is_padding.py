# property: other_tokens
# hint: other_tokens
# holds: values, wide_window, repeated_words, short_texts, unmodified
def skipgram_pairs(tokens, window):
    padded = [-1] * window + tokens + [-1] * window
    pairs = []
    for i in range(window, len(tokens) + window):
        for shift in range(-window, window + 1):
            if shift and padded[i + shift] != -1:
                pairs.append((padded[i], padded[i + shift]))
    return pairs
