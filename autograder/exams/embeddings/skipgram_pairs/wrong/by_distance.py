# property: values
# hint: context_order
# holds: wide_window, repeated_words, other_tokens, short_texts, unmodified
def skipgram_pairs(tokens, window):
    pairs = []
    for shift in range(1, window + 1):
        for i in range(len(tokens) - shift):
            pairs += [(tokens[i], tokens[i + shift]), (tokens[i + shift], tokens[i])]
    return pairs
