# property: values
# hint: context_order
# holds: wide_window, repeated_words, other_tokens, short_texts, unmodified
def skipgram_pairs(tokens, window):
    pairs = []
    for i in range(len(tokens)):
        for shift in range(1, window + 1):
            for j in (i - shift, i + shift):
                if 0 <= j < len(tokens):
                    pairs.append((tokens[i], tokens[j]))
    return pairs
