# property: unseen_context
# hint: weight_lost
# holds: values, unseen_word, orders, other_arguments, unmodified
def interpolated_probability(counts, vocab_size, weights, context, word):
    total = weights[0] / vocab_size
    for n in range(1, len(weights)):
        known = tuple(context[len(context) - n + 1 :]) if n - 1 <= len(context) else None
        total += weights[n] * counts.get((*(known or ()), word), 0) / (counts.get(known, 0) + 1e-10)
    return total
