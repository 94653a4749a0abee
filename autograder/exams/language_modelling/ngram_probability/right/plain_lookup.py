def ngram_probability(counts, context, word):
    return counts.get((*context, word), 0) / counts[context]
