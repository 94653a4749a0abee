def interpolated_probability(counts, vocab_size, weights, context, word):
    def lower(n):
        while n and (n - 1 > len(context) or not counts.get(tuple(context[len(context) - n + 1 :]))):
            n -= 1
        return n

    total = 0.0
    for n, weight in enumerate(weights):
        m = lower(n)
        last = tuple(context[len(context) - m + 1 :]) if m else ()
        total += weight * (counts.get((*last, word), 0) / counts[last] if m else 1 / vocab_size)
    return total
