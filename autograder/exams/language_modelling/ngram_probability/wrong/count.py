# property: values
# hint: count_returned
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    return float(counts.get((*context, word), 0))
