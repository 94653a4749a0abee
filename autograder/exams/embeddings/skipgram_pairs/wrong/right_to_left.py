# property: values
# hint: context_order
# holds: wide_window, repeated_words, other_tokens, short_texts, unmodified
def skipgram_pairs(tokens, window):
    n = len(tokens)
    return [(tokens[i], tokens[j]) for i in range(n) for j in reversed(range(n)) if 0 < abs(i - j) <= window]
