def skipgram_pairs(tokens, window):
    places = []
    for shift in range(1, window + 1):
        for i in range(len(tokens) - shift):
            places += [(i, i + shift), (i + shift, i)]
    return [(tokens[i], tokens[j]) for i, j in sorted(places)]
