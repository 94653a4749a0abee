# property: values
# hint: always_zero
# holds:
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    return counts.get((context, word), 0) / counts[context]
