# property: unseen_word
# hint: unseen_word
# holds: values, other_orders, empty_context, unseen_context, other_counts, unmodified
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    if not any(gram[:-1] == context for gram in counts if gram):
        raise KeyError(context)
    return counts.get((*context, word), 0) / counts[context]
