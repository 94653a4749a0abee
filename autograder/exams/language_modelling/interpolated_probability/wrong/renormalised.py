# property: unseen_context
# hint: renormalised
# holds: values, unseen_word, orders, sums_to_one, other_arguments, unmodified
def interpolated_probability(counts, vocab_size, weights, context, word):
    total, used = weights[0] / vocab_size, weights[0]
    for n in range(1, len(weights)):
        known = tuple(context[len(context) - n + 1 :])
        if n - 1 <= len(context) and counts.get(known):
            total += weights[n] * counts.get((*known, word), 0) / counts[known]
            used += weights[n]
    return total / used
