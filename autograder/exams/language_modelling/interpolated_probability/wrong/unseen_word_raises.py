# property: unseen_word
# hint: unseen_word
# holds: values, unseen_context, short_context, orders, other_arguments, unmodified
def interpolated_probability(counts, vocab_size, weights, context, word):
    total, carried = 0.0, 0.0
    for n in range(len(weights) - 1, 0, -1):
        weight = weights[n] + carried
        known = tuple(context[len(context) - n + 1 :])
        if n - 1 > len(context) or not counts.get(known):
            carried = weight
            continue
        total += weight * (counts[(*known, word)] if (word,) not in counts else counts.get((*known, word), 0)) / counts[known]
        carried = 0.0
    return total + (weights[0] + carried) / vocab_size
