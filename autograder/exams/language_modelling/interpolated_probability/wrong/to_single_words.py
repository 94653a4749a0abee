# property: unseen_context
# hint: weight_to_single_words
# holds: values, unseen_word, orders, sums_to_one, other_arguments, unmodified
def interpolated_probability(counts, vocab_size, weights, context, word):
    total, shares = 0.0, list(weights)
    for n in range(len(weights) - 1, 1, -1):
        known = tuple(context[len(context) - n + 1 :])
        if n - 1 > len(context) or not counts.get(known):
            shares[1] += shares[n]
        else:
            total += shares[n] * counts.get((*known, word), 0) / counts[known]
    if len(weights) > 1:
        total += shares[1] * counts.get((word,), 0) / counts[()]
    return total + shares[0] / vocab_size
