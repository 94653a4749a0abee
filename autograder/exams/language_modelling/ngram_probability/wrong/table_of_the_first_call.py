# property: other_counts
# hint: remembers_calls
# holds: values, other_orders, unseen_word, unseen_context, unmodified
# check: remembers_calls
tables = {}


def ngram_probability(counts, context, word):
    if context not in tables:
        total = counts[context]
        tables[context] = {gram[-1]: n / total for gram, n in counts.items() if gram and gram[:-1] == context}
    return tables[context].get(word, 0.0)
