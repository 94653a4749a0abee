# property: values
# hint: first_word_only
# holds: empty_context, unseen_context, other_counts, unmodified
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    context = context[:1]
    return counts.get((*context, word), 0) / counts[context]
