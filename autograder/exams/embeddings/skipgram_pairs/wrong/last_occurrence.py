# property: repeated_words
# hint: repeated_words
# holds: values, wide_window, other_tokens, short_texts, unmodified
def skipgram_pairs(tokens, window):
    place = {token: i for i, token in enumerate(tokens)}
    pairs = []
    for center in tokens:
        i = place[center]
        for j in range(max(0, i - window), min(len(tokens), i + window + 1)):
            if j != i:
                pairs.append((center, tokens[j]))
    return pairs
