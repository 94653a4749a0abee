# property: unmodified
# hint: mutated
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    return counts.setdefault((*context, word), 0) / counts[context]
