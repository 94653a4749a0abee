# property: other_orders
# hint: other_orders
# holds: values, empty_context, unseen_word, unseen_context, other_counts, unmodified
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    last = context[-2:]
    return counts.get((*last, word), 0) / counts[last]
