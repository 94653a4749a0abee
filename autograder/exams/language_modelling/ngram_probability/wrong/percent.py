# property: values
# hint: percent
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    return 100 * counts.get((*context, word), 0) / counts[context]
