# property: repeated_letters
# hint: overlaps
# holds: values, none_asked, letters, unmodified, ties, repeated_pairs, whole_symbols, stops_early, other_counts
def learn_bpe(words, n_merges):
    split = {word: [*word, '</w>'] for word in words}
    merges = []
    for _ in range(n_merges):
        pairs = {}
        for word, symbols in split.items():
            text = ' '.join(symbols)
            for pair in set(zip(symbols, symbols[1:])):
                pairs[pair] = pairs.get(pair, 0) + words[word] * text.count(' '.join(pair))
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
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
