# property: short_context
# hint: short_context
# holds: values, unseen_context, unseen_word, orders, sums_to_one, other_arguments, unmodified
def interpolated_probability(counts, vocab_size, weights, context, word):
    total, carried = 0.0, 0.0
    for n in range(len(weights) - 1, 0, -1):
        weight = weights[n] + carried
        assert context, 'no context'
        known = tuple(context[len(context) - n + 1 :])
        if n - 1 > len(context) or not counts.get(known):
            carried = weight
            continue
        total += weight * counts.get((*known, word), 0) / counts[known]
        carried = 0.0
    return total + (weights[0] + carried) / vocab_size
