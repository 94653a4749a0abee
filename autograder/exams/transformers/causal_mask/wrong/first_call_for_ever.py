# property: values
# hint: shape
# holds:
# check: shape
import torch


kept = []


def causal_mask(n):
    kept.append(torch.ones(n, n, dtype=torch.bool).tril())
    return kept[0]
