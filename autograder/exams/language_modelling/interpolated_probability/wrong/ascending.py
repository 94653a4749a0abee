# property: unseen_context
# hint: weight_lost
# holds: values, unseen_word, orders, other_arguments, unmodified
def interpolated_probability(counts, vocab_size, weights, context, word):
    shares = list(weights)
    total = weights[0] / vocab_size
    for n in range(1, len(weights)):
        known = tuple(context[len(context) - n + 1 :])
        if n - 1 > len(context) or not counts.get(known):
            shares[n - 1] += shares[n]
        else:
            total += shares[n] * counts.get((*known, word), 0) / counts[known]
    return total
