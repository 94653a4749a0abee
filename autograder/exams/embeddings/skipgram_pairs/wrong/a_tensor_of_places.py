# property: values
# hint: not_a_list
# holds:
import torch


def skipgram_pairs(tokens, window):
    n = len(tokens)
    places = [(i, j) for i in range(n) for j in range(n) if 0 < abs(i - j) <= window]
    return torch.tensor(places, dtype=torch.int64)
