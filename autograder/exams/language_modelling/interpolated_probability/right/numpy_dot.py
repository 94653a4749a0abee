import numpy as np


def interpolated_probability(counts, vocab_size, weights, context, word):
    shares = np.array(weights, dtype=float)
    estimates = np.zeros(len(shares))
    estimates[0] = 1 / vocab_size
    for n in reversed(range(1, len(shares))):
        end = context[len(context) - (n - 1) :]
        if n - 1 > len(context) or end not in counts:
            shares[n - 1] += shares[n]
            shares[n] = 0
        else:
            estimates[n] = counts.get(end + (word,), 0) / counts[end]
    return shares @ estimates
