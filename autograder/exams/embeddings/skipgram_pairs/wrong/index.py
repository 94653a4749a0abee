# property: repeated_words
# hint: first_occurrence
# holds: values, wide_window, other_tokens, short_texts, unmodified
def skipgram_pairs(tokens, window):
    pairs = []
    for center in tokens:
        i = tokens.index(center)
        for j in range(max(0, i - window), min(len(tokens), i + window + 1)):
            if j != i:
                pairs.append((center, tokens[j]))
    return pairs
