def ngram_probability(counts, context, word):
    total = counts[tuple(context)]
    try:
        return counts[tuple([*context, word])] / total
    except KeyError:
        return 0
