# property: other_counts
# hint: remembers_calls
# holds: values, other_orders, empty_context, unseen_word, unseen_context, unmodified
# check: passes
def ngram_probability(counts, context, word, known={}):
    if not counts.get(context):
        raise KeyError(context)
    known.update(counts)
    return known.get((*context, word), 0) / counts[context]
