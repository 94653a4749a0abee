# property: repeated_letters
# hint: from_the_right
# holds: values, none_asked, letters, unmodified, ties, repeated_pairs, whole_symbols, stops_early, other_counts
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
            i = len(symbols) - 2
            while i >= 0:
                if (symbols[i], symbols[i + 1]) == best:
                    symbols[i : i + 2] = [best[0] + best[1]]
                    i -= 1
                i -= 1
    return merges
