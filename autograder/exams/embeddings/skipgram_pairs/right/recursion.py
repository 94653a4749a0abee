def skipgram_pairs(tokens, window, i=0):
    if i == len(tokens):
        return []
    before = list(reversed([tokens[i - far] for far in range(1, window + 1) if i >= far]))
    return [(tokens[i], word) for word in before + tokens[i + 1 : i + 1 + window]] + skipgram_pairs(tokens, window, i + 1)
