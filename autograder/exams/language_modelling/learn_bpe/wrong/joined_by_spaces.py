# property: letters
# hint: letters
# holds: values, none_asked, unmodified, ties, repeated_letters, repeated_pairs, whole_symbols, stops_early, other_counts
def learn_bpe(words, n_merges):
    split = {word: ' '.join([*word, '</w>']) for word in words}
    merges = []
    for _ in range(n_merges):
        pairs = {}
        for word, text in split.items():
            symbols = text.encode('ascii', 'ignore').decode().split()
            for pair in zip(symbols, symbols[1:]):
                pairs[pair] = pairs.get(pair, 0) + words[word]
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        for word, text in split.items():
            merged, rest = [], text.split()
            while rest:
                step = 2 if tuple(rest[:2]) == best else 1
                merged.append(''.join(rest[:step]))
                rest = rest[step:]
            split[word] = ' '.join(merged)
    return merges
