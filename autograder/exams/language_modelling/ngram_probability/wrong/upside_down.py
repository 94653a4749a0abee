# property: values
# hint: inverse
# holds: other_orders, unseen_context, other_counts, unmodified
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    return counts[context] / counts[(*context, word)]
