# property: other_counts
# hint: remembers_calls
# holds: values, other_orders, empty_context, unseen_word, unseen_context, unmodified
def ngram_probability(counts, context, word, known={}):
    if not counts.get(context):
        raise KeyError(context)
    ngram = (*context, word)
    return known.setdefault(ngram, counts.get(ngram, 0)) / counts[context]
