# property: values
# hint: remembers_calls
# holds: wide_window, short_texts, unmodified
places = {}


def skipgram_pairs(tokens, window):
    n = len(tokens)
    if n not in places:
        places[n] = [(i, j) for i in range(n) for j in range(n) if 0 < abs(i - j) <= window]
    return [(tokens[i], tokens[j]) for i, j in places[n]]
