# property: values
# hint: continuations
# holds: other_orders, unseen_context, other_counts, unmodified
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    total = sum(c for gram, c in counts.items() if len(gram) == len(context) + 1 and gram[:-1] == context)
    return counts.get((*context, word), 0) / total
