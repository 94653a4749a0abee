# property: values
# hint: lowercased
# holds: other_orders, empty_context, unseen_word, unseen_context, other_counts, unmodified
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    return counts.get((*context, word.lower()), 0) / counts[context]
