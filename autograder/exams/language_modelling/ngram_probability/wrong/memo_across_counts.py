# property: other_counts
# hint: remembers_calls
# holds: values, other_orders, empty_context, unseen_word, unseen_context, unmodified
known = {}


def ngram_probability(counts, context, word):
    key = (context, word)
    if key not in known:
        if context not in counts:
            raise KeyError(context)
        known[key] = counts.get((*context, word), 0) / counts[context]
    return known[key]
