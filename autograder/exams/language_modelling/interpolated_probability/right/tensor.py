import torch


def interpolated_probability(counts, vocab_size, weights, context, word):
    result = torch.tensor(1 / vocab_size, dtype=torch.float64) * 0
    waiting = 0
    for n in range(len(weights))[::-1]:
        waiting = waiting + weights[n]
        if n == 0:
            return result + waiting / vocab_size
        if len(context) < n - 1:
            continue
        end = tuple(context[i] for i in range(len(context) - n + 1, len(context)))
        if counts.get(end, 0) == 0:
            continue
        result = result + waiting * counts.get((*end, word), 0) / counts[end]
        waiting = 0
