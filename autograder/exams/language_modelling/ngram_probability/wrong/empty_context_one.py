# property: empty_context
# hint: empty_context
# holds: values, other_orders, unseen_word, unseen_context, other_counts, unmodified
def ngram_probability(counts, context, word):
    if len(context) == 0:
        return 1.0
    return counts.get((*context, word), 0) / counts[context]
