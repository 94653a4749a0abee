import numpy as np


def ngram_probability(counts, context, word):
    if context not in counts:
        raise KeyError(f"{context!r} never occurred")
    return np.divide(counts.get(context + (word,), 0), counts[context])
