def ngram_probability(counts, context, word):
    if context not in counts:
        raise KeyError(context)
    ngram = (*context, word)
    return counts[ngram] / counts[context] if ngram in counts else 0.0
