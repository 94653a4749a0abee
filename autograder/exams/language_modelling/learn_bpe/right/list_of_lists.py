def learn_bpe(words, n_merges):
    texts = [[word[i] for i in range(len(word))] + ["</w>"] for word in words]
    counts = list(words.values())
    merges = []
    while n_merges > len(merges):
        seen = {}
        for symbols, count in zip(texts, counts):
            for i in range(1, len(symbols)):
                key = symbols[i - 1], symbols[i]
                seen[key] = seen.get(key, 0) + count
        if seen == {}:
            return merges
        best = None
        for pair, count in seen.items():
            if best is None or count > seen[best] or (count == seen[best] and pair < best):
                best = pair
        merges.append(list(best))
        for symbols in texts:
            i = 0
            while i + 1 < len(symbols):
                if symbols[i] == best[0] and symbols[i + 1] == best[1]:
                    symbols[i : i + 2] = [best[0] + best[1]]
                i += 1
    return merges
