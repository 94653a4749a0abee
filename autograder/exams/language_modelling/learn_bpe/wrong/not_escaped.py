# property: letters
# hint: letters
# holds: values, none_asked, unmodified, ties, repeated_letters, repeated_pairs, whole_symbols, stops_early, other_counts
import re


def learn_bpe(words, n_merges):
    spaced = {word: ' '.join(word) + ' </w>' for word in words}
    merges = []
    for _ in range(n_merges):
        count = {}
        for word, text in spaced.items():
            symbols = text.split(' ')
            for pair in zip(symbols, symbols[1:]):
                count[pair] = count.get(pair, 0) + words[word]
        if not count:
            break
        best = min(count, key=lambda pair: (-count[pair], pair))
        merges.append(best)
        for word in spaced:
            spaced[word] = re.sub(r'(?<!\S)' + ' '.join(best) + r'(?!\S)', ''.join(best), spaced[word])
    return merges
