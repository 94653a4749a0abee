# property: values
# hint: log
# holds: other_orders, unseen_context, other_counts, unmodified
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    from math import inf, log

    found = counts.get((*context, word), 0)
    return -log(found / counts[context]) if found else inf
