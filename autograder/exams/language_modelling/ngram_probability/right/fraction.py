def ngram_probability(counts, context, word):
    from fractions import Fraction

    return float(Fraction(counts.get((*context, word), 0), counts[context]))
