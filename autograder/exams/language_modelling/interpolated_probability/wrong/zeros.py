# score: 0
def interpolated_probability(counts, vocab_size, weights, context, word):
    return 0.0
