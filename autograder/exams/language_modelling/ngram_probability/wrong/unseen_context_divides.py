# property: unseen_context
# hint: no_key_error
def ngram_probability(counts, context, word):
    return counts.get((*context, word), 0) / counts.get(context, 0)
