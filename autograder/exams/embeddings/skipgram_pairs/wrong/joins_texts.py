# property: other_tokens
# hint: other_tokens
# holds: values, wide_window, repeated_words, short_texts, unmodified
def skipgram_pairs(tokens, window):
    padded = [''] * window + list(tokens) + [''] * window
    pairs = []
    for i in range(len(tokens)):
        around = padded[i : i + window] + padded[i + window + 1 : i + 2 * window + 1]
        pairs += [(tokens[i], word) for word in around if len(word)]
    return pairs
