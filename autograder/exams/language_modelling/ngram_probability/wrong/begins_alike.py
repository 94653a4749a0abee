# property: values
# hint: compared_as_text
# holds: other_orders, unseen_word, unseen_context, other_counts, unmodified
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    start = ' '.join(context)
    longer = [gram for gram in counts if len(gram) == len(context) + 1]
    after = [gram for gram in longer if ' '.join(gram).startswith(f'{start} ')]
    found = sum(counts[gram] for gram in after if ' '.join(gram).startswith(f'{start} {word}'))
    return found / counts[context]
