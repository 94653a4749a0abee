# property: unseen_context
# hint: context_not_named
# holds: values, other_orders, empty_context, unseen_word, other_counts, unmodified
def ngram_probability(counts, context, word):
    if context not in counts:
        raise KeyError(f'{context[-1]} is new')
    return counts.get((*context, word), 0) / counts[context]
