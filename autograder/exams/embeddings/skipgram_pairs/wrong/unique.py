# property: repeated_words
# hint: no_repeats
# holds: values, wide_window, other_tokens, short_texts, unmodified
def skipgram_pairs(tokens, window):
    pairs = []
    for i in range(len(tokens)):
        for j in range(max(0, i - window), min(len(tokens), i + window + 1)):
            if j != i:
                pairs.append((tokens[i], tokens[j]))
    return list(dict.fromkeys(pairs))
