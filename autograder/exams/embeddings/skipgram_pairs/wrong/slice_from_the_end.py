# property: values
# hint: negative_slice
# holds: wide_window, repeated_words, other_tokens, short_texts, unmodified
def skipgram_pairs(tokens, window):
    pairs = []
    for i, center in enumerate(tokens):
        around = tokens[i - window : i] + tokens[i + 1 : i + window + 1]
        pairs += [(center, context) for context in around]
    return pairs
