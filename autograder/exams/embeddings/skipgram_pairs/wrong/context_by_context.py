# property: values
# hint: swapped
# holds: wide_window, repeated_words, other_tokens, short_texts, unmodified
def skipgram_pairs(tokens, window):
    n = len(tokens)
    return [(tokens[i], tokens[j]) for j in range(n) for i in range(n) if 0 < abs(i - j) <= window]
