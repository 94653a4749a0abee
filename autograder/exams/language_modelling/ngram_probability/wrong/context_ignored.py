# property: values
# hint: context_ignored
# holds: empty_context, unseen_context, other_counts, unmodified
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    return counts.get((word,), 0) / counts[()]
