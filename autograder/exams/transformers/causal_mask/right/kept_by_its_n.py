import functools

import torch


@functools.cache
def causal_mask(n):
    return torch.ones(n, n, dtype=torch.bool).tril()
