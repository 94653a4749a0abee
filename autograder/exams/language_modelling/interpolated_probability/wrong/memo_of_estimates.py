# property: other_arguments
# hint: remembers_calls
# holds: values, unseen_context, short_context, unseen_word, orders, sums_to_one, unmodified
# check: sums_to_one
seen = {}


def estimate(counts, context, word):
    if (context, word) not in seen:
        seen[context, word] = counts.get((*context, word), 0) / counts[context]
    return seen[context, word]


def interpolated_probability(counts, vocab_size, weights, context, word):
    total, carried = 0.0, 0.0
    for n in range(len(weights) - 1, 0, -1):
        weight = weights[n] + carried
        known = tuple(context[len(context) - n + 1 :])
        if n - 1 > len(context) or not counts.get(known):
            carried = weight
            continue
        total += weight * estimate(counts, known, word)
        carried = 0.0
    return total + (weights[0] + carried) / vocab_size
