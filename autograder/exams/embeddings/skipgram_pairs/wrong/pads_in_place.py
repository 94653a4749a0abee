# property: unmodified
# hint: mutated
# holds: values, wide_window, repeated_words, other_tokens, short_texts
def skipgram_pairs(tokens, window):
    nothing = object()
    size = len(tokens)
    tokens += [nothing] * window
    return [
        (tokens[i], tokens[j])
        for i in range(size)
        for j in range(max(0, i - window), i + window + 1)
        if j != i and tokens[j] is not nothing
    ]
