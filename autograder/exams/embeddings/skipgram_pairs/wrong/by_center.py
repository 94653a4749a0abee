# property: values
# hint: not_a_list
# holds:
def skipgram_pairs(tokens, window):
    return {tokens[i]: tokens[max(0, i - window) : i] + tokens[i + 1 : i + 1 + window] for i in range(len(tokens))}
