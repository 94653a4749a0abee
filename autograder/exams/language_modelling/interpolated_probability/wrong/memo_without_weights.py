# property: other_arguments
# hint: remembers_calls
# holds: values, unseen_context, short_context, unseen_word, orders, sums_to_one, unmodified
known = {}


def interpolated_probability(counts, vocab_size, weights, context, word):
    key = (id(counts), vocab_size, len(weights), tuple(context), word)
    key = (len(counts), counts[()], *key[1:])
    if key not in known:
        known[key] = mixed(counts, vocab_size, weights, context, word)
    return known[key]


def mixed(counts, vocab_size, weights, context, word):
    total, carried = 0.0, 0.0
    for n in range(len(weights) - 1, 0, -1):
        weight = weights[n] + carried
        end = tuple(context[len(context) - n + 1 :])
        if n - 1 > len(context) or not counts.get(end):
            carried = weight
            continue
        total += weight * counts.get((*end, word), 0) / counts[end]
        carried = 0.0
    return total + (weights[0] + carried) / vocab_size
