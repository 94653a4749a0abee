# property: values
# hint: before_only
# holds: wide_window, repeated_words, other_tokens, short_texts, unmodified
def skipgram_pairs(tokens, window):
    pairs = []
    for i in range(len(tokens)):
        for j in range(max(0, i - window), i):
            if j != i:
                pairs.append((tokens[i], tokens[j]))
    return pairs
