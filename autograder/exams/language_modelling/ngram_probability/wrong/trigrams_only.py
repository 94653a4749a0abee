# property: other_orders
# hint: other_orders
# holds: values, empty_context, unseen_word, unseen_context, other_counts, unmodified
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    if context:
        first, second = context
    return counts.get((*context, word), 0) / counts[context]
