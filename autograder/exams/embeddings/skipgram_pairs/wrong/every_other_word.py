# property: values
# hint: value
# holds:
def skipgram_pairs(tokens, window):
    pairs = []
    for i in range(0, len(tokens), 2):
        for j in range(max(0, i - window), min(len(tokens), i + window + 1)):
            if j != i:
                pairs.append((tokens[i], tokens[j]))
    return pairs
