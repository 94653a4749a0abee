# score: 0
def interpolated_probability(counts, vocab_size, weights, context, word):
    raise NotImplementedError
