# property: whole_symbols
# hint: inside_symbols
# holds: values, none_asked, letters, unmodified, ties, repeated_letters, repeated_pairs, stops_early, other_counts
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
            text, merged = ''.join(best), []
            while symbols:
                if ''.join(symbols[:2]) == text or ''.join(symbols[:2]).endswith(text) and len(symbols[0]) > 1:
                    merged.append(''.join(symbols[:2]))
                    symbols = symbols[2:]
                else:
                    merged.append(symbols[0])
                    symbols = symbols[1:]
            split[word] = merged
    return merges
