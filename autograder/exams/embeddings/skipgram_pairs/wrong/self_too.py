# property: values
# hint: self_included
# holds: wide_window, repeated_words, other_tokens, unmodified
def skipgram_pairs(tokens, window):
    pairs = []
    for i in range(len(tokens)):
        for j in range(max(0, i - window), min(len(tokens), i + window + 1)):
            pairs.append((tokens[i], tokens[j]))
    return pairs
