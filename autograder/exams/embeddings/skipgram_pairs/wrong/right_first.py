# property: values
# hint: context_order
# holds: wide_window, repeated_words, other_tokens, short_texts, unmodified
def skipgram_pairs(tokens, window):
    pairs = []
    for i, center in enumerate(tokens):
        around = tokens[i + 1 : i + 1 + window] + tokens[max(0, i - window) : i]
        pairs += [(center, context) for context in around]
    return pairs
