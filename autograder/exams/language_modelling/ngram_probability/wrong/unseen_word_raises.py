# property: unseen_word
# hint: unseen_word
# holds: values, other_orders, empty_context, unseen_context, other_counts, unmodified
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    return counts[(*context, word)] / counts[context]
