from collections import Counter


class UnseenContext(KeyError):
    pass


def ngram_probability(counts, context, word):
    known = Counter(counts)
    if known[context] == 0:
        raise UnseenContext("nothing follows " + " ".join(context))
    return known[tuple(list(context) + [word])] / known[context]
