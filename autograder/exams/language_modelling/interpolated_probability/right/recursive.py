def interpolated_probability(counts, vocab_size, weights, context, word):
    def mixed(n, weight):
        if n == 0:
            return weight / vocab_size
        last = tuple(context)[-(n - 1) :] if n > 1 else ()
        if len(last) < n - 1 or not counts.get(last):
            return mixed(n - 1, weight + weights[n - 1])
        return weight * counts.get(last + (word,), 0) / counts[last] + mixed(n - 1, weights[n - 1])

    return mixed(len(weights) - 1, weights[-1])
