# property: values
# hint: wordpiece
# holds: none_asked, letters, unmodified, ties, repeated_letters, repeated_pairs, whole_symbols, stops_early, other_counts
def learn_bpe(words, n_merges):
    split = {word: [*word, '</w>'] for word in words}
    merges = []
    for _ in range(n_merges):
        pairs, single = {}, {}
        for word, symbols in split.items():
            for symbol in symbols:
                single[symbol] = single.get(symbol, 0) + words[word]
            for pair in zip(symbols, symbols[1:]):
                pairs[pair] = pairs.get(pair, 0) + words[word]
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair] / (single[pair[0]] * single[pair[1]]), pair))
        merges.append(best)
        for word, symbols in split.items():
            merged, i = [], 0
            while i < len(symbols):
                if tuple(symbols[i : i + 2]) == best:
                    merged.append(best[0] + best[1])
                    i += 2
                else:
                    merged.append(symbols[i])
                    i += 1
            split[word] = merged
    return merges
