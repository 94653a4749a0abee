# property: other_counts
# hint: remembers_calls
# holds: values, other_orders, empty_context, unseen_word, unseen_context, unmodified
# check: passes
seen = {}


def ngram_probability(counts, context, word):
    key = (id(counts), context, word)
    if key in seen and seen[key][0] is counts:
        return seen[key][1]
    if context not in counts:
        raise KeyError(context)
    probability = counts.get((*context, word), 0) / counts[context]
    seen[key] = counts, probability
    return probability
