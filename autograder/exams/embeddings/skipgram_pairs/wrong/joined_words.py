# property: values
# hint: not_pairs
# holds:
def skipgram_pairs(tokens, window):
    pairs = []
    for i in range(len(tokens)):
        for j in range(max(0, i - window), min(len(tokens), i + window + 1)):
            if j != i:
                pairs.append(f'{tokens[i]} {tokens[j]}')
    return pairs
