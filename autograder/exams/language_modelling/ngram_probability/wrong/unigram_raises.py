# property: unseen_word
# hint: unseen_word
# holds: values, other_orders, empty_context, unseen_context, other_counts, unmodified
def ngram_probability(counts, context, word):
    if not context:
        return counts[(word,)] / counts[()]
    return counts.get((*context, word), 0) / counts[context]
