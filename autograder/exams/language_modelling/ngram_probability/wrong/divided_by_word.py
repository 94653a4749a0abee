# property: values
# hint: divided_by_word
# holds: other_orders, unseen_context, other_counts, unmodified
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    return counts.get((*context, word), 0) / counts[(word,)]
