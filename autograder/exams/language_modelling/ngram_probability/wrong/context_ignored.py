# property: values
# hint: context_ignored
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    return counts.get((word,), 0) / counts[()]
