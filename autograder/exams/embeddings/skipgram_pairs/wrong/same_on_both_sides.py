# property: values
# hint: edges_left_out
# holds: wide_window, repeated_words, other_tokens, short_texts, unmodified
def skipgram_pairs(tokens, window):
    pairs = []
    for i in range(len(tokens)):
        reach = min(window, i, len(tokens) - 1 - i)
        for j in range(i - reach, i + reach + 1):
            if j != i:
                pairs.append((tokens[i], tokens[j]))
    return pairs
