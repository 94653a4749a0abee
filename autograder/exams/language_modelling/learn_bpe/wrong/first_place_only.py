# property: repeated_pairs
# hint: first_place_only
# holds: values, none_asked, letters, unmodified, ties, whole_symbols, stops_early, other_counts
def learn_bpe(words, n_merges):
    split = {word: [*word, '</w>'] for word in words}
    merges = []
    for _ in range(n_merges):
        pairs = {}
        for word, symbols in split.items():
            for pair in zip(symbols, symbols[1:]):
                pairs[pair] = pairs.get(pair, 0) + words[word]
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        for word, symbols in split.items():
            for i in range(len(symbols) - 1):
                if (symbols[i], symbols[i + 1]) == best:
                    split[word] = [*symbols[:i], best[0] + best[1], *symbols[i + 2 :]]
                    break
    return merges
