# property: unseen_context
# hint: zero_weight
# holds: values, short_context, unseen_word, orders, sums_to_one, other_arguments, unmodified
# check: passes
def interpolated_probability(counts, vocab_size, weights, context, word):
    result, handed_down = 0.0, 0.0
    for order in reversed(range(1, len(weights))):
        if weights[order] == 0:
            continue
        share = weights[order] + handed_down
        history = context[len(context) - order + 1 :]
        if len(context) < order - 1 or counts.get(history, 0) == 0:
            handed_down = share
        else:
            result += share * counts.get((*history, word), 0) / counts[history]
            handed_down = 0.0
    return result + (weights[0] + handed_down) / vocab_size
