# property: values
# hint: pairs
def skipgram_pairs(tokens, window):
    pairs = []
    for shift in range(1, window + 1):
        for i in range(len(tokens) - shift):
            pairs += [(tokens[i], tokens[i + shift]), (tokens[i + shift], tokens[i])]
    return pairs
