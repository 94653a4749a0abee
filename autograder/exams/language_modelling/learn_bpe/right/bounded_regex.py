import re
from collections import defaultdict


def learn_bpe(words, n_merges):
    vocab = {" ".join(word) + " </w>": (word, count) for word, count in words.items()}
    merges = []
    for _ in range(n_merges):
        pairs = defaultdict(int)
        for text, (_, count) in vocab.items():
            symbols = text.split()
            for left, right in zip(symbols, symbols[1:]):
                pairs[left, right] += count
        if not pairs:
            break
        best = sorted(pairs, key=lambda pair: (-pairs[pair], pair))[0]
        merges.append(best)
        bigram = re.compile(r"(?<!\S)" + re.escape(" ".join(best)) + r"(?!\S)")
        vocab = {bigram.sub(lambda _: "".join(best), text): entry for text, entry in vocab.items()}
    return merges
