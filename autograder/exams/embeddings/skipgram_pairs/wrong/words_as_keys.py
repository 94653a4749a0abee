# property: repeated_words
# hint: repeated_words
# holds: values, wide_window, other_tokens, short_texts, unmodified
def skipgram_pairs(tokens, window):
    around = {}
    for i, center in enumerate(tokens):
        around[center] = tokens[max(0, i - window) : i] + tokens[i + 1 : i + 1 + window]
    return [(center, context) for center, contexts in around.items() for context in contexts]
