# property: values
# hint: divided_by_types
# holds: other_orders, unseen_context, other_counts, unmodified
def ngram_probability(counts, context, word):
    if not counts.get(context):
        raise KeyError(f'unseen context {context}')
    followers = {gram[-1] for gram in counts if len(gram) > 0 and gram[:-1] == context}
    return counts.get((*context, word), 0) / len(followers)
