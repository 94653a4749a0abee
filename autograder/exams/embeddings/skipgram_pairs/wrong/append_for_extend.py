# property: values
# hint: grouped
# holds: wide_window, repeated_words, other_tokens, unmodified
def skipgram_pairs(tokens, window):
    pairs = []
    for i, center in enumerate(tokens):
        around = tokens[max(0, i - window) : i] + tokens[i + 1 : i + 1 + window]
        pairs.append([(center, context) for context in around])
    return pairs
