def skipgram_pairs(tokens, window):
    nothing = object()
    padded = [nothing] * window + list(tokens) + [nothing] * window
    pairs = []
    for i in range(window, window + len(tokens)):
        for shift in range(-window, window + 1):
            if shift != 0 and padded[i + shift] is not nothing:
                pairs.append((padded[i], padded[i + shift]))
    return pairs
