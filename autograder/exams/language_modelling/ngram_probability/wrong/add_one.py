# property: values
# hint: add_one
# holds: other_orders, unseen_context, other_counts, unmodified
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    size = sum(len(gram) == 1 for gram in counts)
    return (counts.get((*context, word), 0) + 1) / (counts[context] + size)
