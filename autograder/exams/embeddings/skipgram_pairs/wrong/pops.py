# property: unmodified
# hint: mutated
# holds: values, wide_window, repeated_words, other_tokens, short_texts
def skipgram_pairs(tokens, window):
    pairs = []
    for i in range(len(tokens)):
        for j in range(max(0, i - window), min(len(tokens), i + window + 1)):
            if j != i:
                pairs.append((tokens[i], tokens[j]))
    tokens.clear()
    return pairs
