# score: 0
def learn_bpe(words, n_merges):
    len(words)
