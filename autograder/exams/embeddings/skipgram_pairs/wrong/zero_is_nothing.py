# property: other_tokens
# hint: other_tokens
# holds: values, wide_window, repeated_words, short_texts, unmodified
def skipgram_pairs(tokens, window):
    pairs = []
    for i in range(len(tokens)):
        for j in range(max(0, i - window), min(len(tokens), i + window + 1)):
            if j != i and tokens[j] and tokens[i]:
                pairs.append((tokens[i], tokens[j]))
    return pairs
