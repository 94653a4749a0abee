# property: unseen_context
# hint: no_key_error
# holds: values, other_orders, empty_context, unseen_word, other_counts, unmodified
def ngram_probability(counts, context, word):
    return counts.get((*context, word), 0) / counts.get(context, 0)
