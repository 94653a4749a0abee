def interpolated_probability(counts, vocab_size, weights, context, word):
    shares = list(weights)
    estimates = [1 / vocab_size]
    for n in range(1, len(weights)):
        start = len(context) - (n - 1)
        last = tuple(context)[start:] if start >= 0 else None
        seen = last is not None and counts.get(last, 0) > 0
        estimates.append(counts.get((*last, word), 0) / counts[last] if seen else None)
    for n in range(len(weights) - 1, 0, -1):
        if estimates[n] is None:
            shares[n - 1] += shares[n]
            shares[n] = 0.0
    return sum(share * estimate for share, estimate in zip(shares, estimates) if estimate is not None)
