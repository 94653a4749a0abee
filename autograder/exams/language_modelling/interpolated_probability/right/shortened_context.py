def interpolated_probability(counts, vocab_size, weights, context, word):
    *lower, weight = weights
    if not lower:
        return weight / vocab_size
    longest = len(lower) - 1
    if len(context) > longest:
        context = context[len(context) - longest :]
    if len(context) < longest or not counts.get(context):
        return interpolated_probability(counts, vocab_size, [*lower[:-1], lower[-1] + weight], context[-longest:], word)
    here = weight * counts.get((*context, word), 0) / counts[context]
    return here + interpolated_probability(counts, vocab_size, lower, context, word)
