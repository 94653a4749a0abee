# property: values
# hint: not_a_list
# holds:
def skipgram_pairs(tokens, window):
    for i in range(len(tokens)):
        for j in range(max(0, i - window), min(len(tokens), i + window + 1)):
            if j != i:
                yield tokens[i], tokens[j]
