# property: other_counts
# hint: remembers_calls
# holds: values, other_orders, unseen_word, unseen_context, unmodified
totals = {}


def ngram_probability(counts, context, word):
    if context not in totals:
        totals[context] = counts[context]
    return counts.get((*context, word), 0) / totals[context]
