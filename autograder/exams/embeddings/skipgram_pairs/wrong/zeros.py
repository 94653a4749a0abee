# score: 0
def skipgram_pairs(tokens, window):
    return [(0, 0)] * len(tokens)
