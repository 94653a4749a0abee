# property: values
# hint: reversed
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    return counts.get((word, *context), 0) / counts[context]
