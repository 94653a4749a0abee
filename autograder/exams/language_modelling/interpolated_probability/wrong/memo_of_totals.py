# property: other_arguments
# hint: remembers_calls
# holds: values, unseen_context, short_context, unseen_word, orders, sums_to_one, unmodified
# check: value
def interpolated_probability(counts, vocab_size, weights, context, word, totals={}):
    total, carried = 0.0, 0.0
    for n in range(len(weights) - 1, 0, -1):
        weight = weights[n] + carried
        known = tuple(context[len(context) - n + 1 :])
        if n - 1 > len(context) or not totals.setdefault(known, counts.get(known, 0)):
            carried = weight
            continue
        total += weight * counts.get((*known, word), 0) / totals[known]
        carried = 0.0
    return total + (weights[0] + carried) / vocab_size
