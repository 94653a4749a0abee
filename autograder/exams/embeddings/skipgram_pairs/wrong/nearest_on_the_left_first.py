# property: values
# hint: context_order
# holds: wide_window, repeated_words, other_tokens, short_texts, unmodified
def skipgram_pairs(tokens, window):
    pairs = []
    for i, center in enumerate(tokens):
        left, right = tokens[max(0, i - window) : i], tokens[i + 1 : i + 1 + window]
        pairs += [(center, context) for context in [*reversed(left), *right]]
    return pairs
