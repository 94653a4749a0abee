# property: values
# hint: divided_by_types
# holds: other_orders, unseen_context, other_counts, unmodified
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    size = len([gram for gram in counts if len(gram) == 1])
    return counts.get((*context, word), 0) / size
