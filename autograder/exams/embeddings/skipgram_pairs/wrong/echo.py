# score: 0
def skipgram_pairs(tokens, window):
    return tokens
