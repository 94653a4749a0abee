# property: values
# hint: context_order
# holds: wide_window, repeated_words, other_tokens, short_texts, unmodified
def skipgram_pairs(tokens, window):
    n = len(tokens)
    after = [(tokens[i], tokens[j]) for i in range(n) for j in range(i + 1, min(n, i + window + 1))]
    before = [(tokens[i], tokens[j]) for i in range(n) for j in range(max(0, i - window), i)]
    return after + before
