# property: values
# hint: not_a_number
# holds:
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    return str(counts.get((*context, word), 0) / counts[context])
