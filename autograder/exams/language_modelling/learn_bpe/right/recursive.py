def learn_bpe(words, n_merges):
    def merge(symbols, pair):
        if len(symbols) < 2:
            return symbols
        if symbols[:2] == pair:
            return (pair[0] + pair[1], *merge(symbols[2:], pair))
        return (symbols[0], *merge(symbols[1:], pair))

    def learn(split, left):
        counts = {}
        for symbols, count in split:
            for i in range(len(symbols) - 1):
                counts[symbols[i : i + 2]] = counts.get(symbols[i : i + 2], 0) + count
        if not left or not counts:
            return []
        best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[0][0]
        return [best, *learn([(merge(symbols, best), count) for symbols, count in split], left - 1)]

    return learn([((*word, "</w>"), count) for word, count in words.items()], n_merges)
