def ngram_probability(counts, context, word):
    together = before = 0
    for gram, count in counts.items():
        if gram == context:
            before = count
        elif len(gram) == len(context) + 1 and gram[:-1] == context and gram[-1] == word:
            together += count
    if before == 0:
        raise KeyError(context)
    return float(together) / float(before)
