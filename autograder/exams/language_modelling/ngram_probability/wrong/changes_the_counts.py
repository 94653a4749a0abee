# property: unmodified
# hint: mutated
# holds: values, other_orders, empty_context, unseen_word, unseen_context, other_counts
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    return counts.setdefault((*context, word), 0) / counts[context]
