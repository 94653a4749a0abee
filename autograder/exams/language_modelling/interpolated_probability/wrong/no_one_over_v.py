# property: values
# hint: weights_shifted
# holds: unseen_context, short_context, orders, sums_to_one, other_arguments, unmodified
def interpolated_probability(counts, vocab_size, weights, context, word):
    total, carried = 0.0, 0.0
    for n in range(len(weights) - 1, -1, -1):
        weight = weights[n] + carried
        known = tuple(context[len(context) - n :])
        if n > len(context) or not counts.get(known):
            carried = weight
            continue
        total += weight * counts.get((*known, word), 0) / counts[known]
        carried = 0.0
    return total
