# property: values
# hint: whole_division
# holds: other_orders, unseen_word, unseen_context, other_counts, unmodified
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    return int(counts.get((*context, word), 0) / counts[context])
