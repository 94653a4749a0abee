# property: unseen_context
# hint: context_not_named
def ngram_probability(counts, context, word):
    if context not in counts:
        raise KeyError('unseen context')
    return counts.get((*context, word), 0) / counts[context]
