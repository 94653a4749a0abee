# property: values
# hint: percent
# holds: other_orders, unseen_word, unseen_context, other_counts, unmodified
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    return 100 * counts.get((*context, word), 0) / counts[context]
