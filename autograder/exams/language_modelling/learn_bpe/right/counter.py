def learn_bpe(words, n_merges):
    from collections import Counter

    def join(symbols, pair):
        out = []
        for symbol in symbols:
            if out and (out[-1], symbol) == pair and out[-1] is not None:
                out[-1:] = [symbol_of(pair), None]
            else:
                out.append(symbol)
        return [symbol for symbol in out if symbol is not None]

    def symbol_of(pair):
        return pair[0] + pair[1]

    texts = [(list(word) + ["</w>"], count) for word, count in words.items()]
    merges = []
    while len(merges) < n_merges:
        seen = Counter()
        for symbols, count in texts:
            for left, right in zip(symbols[:-1], symbols[1:]):
                seen[left, right] += count
        if not seen:
            return merges
        most = max(seen.values())
        pair = sorted(pair for pair, count in seen.items() if count == most)[0]
        merges.append(pair)
        texts = [(join(symbols, pair), count) for symbols, count in texts]
    return merges
