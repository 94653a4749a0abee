# property: repeat
# hint: cached
# holds: values, boolean, long
# check: shape
import torch

kept = {}


def causal_mask(n):
    size = max([n, *kept])
    if size not in kept:
        kept[size] = torch.ones(size, size, dtype=torch.bool).tril()
    return kept[size]
