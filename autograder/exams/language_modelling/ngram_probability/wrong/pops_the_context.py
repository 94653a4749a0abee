# property: unmodified
# hint: mutated
# holds: values, other_orders, empty_context, unseen_word, unseen_context, other_counts
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    total = counts.pop(context)
    return counts.get((*context, word), 0) / total
