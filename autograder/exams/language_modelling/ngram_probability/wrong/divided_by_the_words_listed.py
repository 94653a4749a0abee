# property: empty_context
# hint: empty_context
# holds: values, other_orders, unseen_word, unseen_context, other_counts, unmodified
# check: passes
def ngram_probability(counts, context, word):
    if context not in counts:
        raise KeyError(context)
    total = counts[context] if context else sum(n for gram, n in counts.items() if len(gram) == 1)
    return counts.get((*context, word), 0) / total
