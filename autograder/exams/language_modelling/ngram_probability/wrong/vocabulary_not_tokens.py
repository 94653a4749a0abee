# property: empty_context
# hint: empty_context
# holds: values, other_orders, unseen_word, unseen_context, other_counts, unmodified
def ngram_probability(counts, context, word):
    if not context:
        return counts.get((word,), 0) / sum(len(gram) == 1 for gram in counts)
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    return counts.get((*context, word), 0) / counts[context]
