# property: values
# hint: one_too_far
def skipgram_pairs(tokens, window):
    pairs = []
    for i in range(len(tokens)):
        for j in range(max(0, i - window - 1), min(len(tokens), i + window + 2)):
            if j != i:
                pairs.append((tokens[i], tokens[j]))
    return pairs
