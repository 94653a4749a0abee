# property: values
# hint: divided_by_ngrams
# holds: other_orders, unseen_word, unseen_context, other_counts, unmodified
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    n = len(context) + 1
    return counts.get((*context, word), 0) / sum(c for gram, c in counts.items() if len(gram) == n)
