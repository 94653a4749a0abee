from collections import Counter, namedtuple
from itertools import pairwise

Merge = namedtuple("Merge", "left right")


def learn_bpe(words, n_merges):
    split = {word: (*word, "</w>") for word in words}
    merges = ()
    for _ in range(n_merges):
        counts = Counter()
        for word in words:
            counts.update({}) if len(split[word]) < 2 else None
            for pair in pairwise(split[word]):
                counts[pair] += words[word]
        if not counts:
            break
        top = max(counts.values())
        best = Merge(*min(pair for pair in counts if counts[pair] == top))
        merges += (best,)
        for word, symbols in split.items():
            stack = []
            for symbol in symbols:
                if stack and (stack[-1], symbol) == best:
                    stack[-1] = stack[-1] + symbol
                else:
                    stack.append(symbol)
            split[word] = tuple(stack)
    return merges
