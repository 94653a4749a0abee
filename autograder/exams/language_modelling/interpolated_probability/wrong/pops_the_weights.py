# property: unmodified
# hint: mutated
# holds: values, unseen_context, short_context, unseen_word, orders, sums_to_one, other_arguments
def interpolated_probability(counts, vocab_size, weights, context, word):
    total, carried = 0.0, 0.0
    while len(weights) > 1:
        weight, n = weights.pop() + carried, len(weights)
        known = tuple(context[len(context) - n + 1 :])
        if n - 1 > len(context) or not counts.get(known):
            carried = weight
            continue
        total += weight * counts.get((*known, word), 0) / counts[known]
        carried = 0.0
    return total + (weights[0] + carried) / vocab_size
