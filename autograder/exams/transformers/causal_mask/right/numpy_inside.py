import numpy as np
import torch


def causal_mask(n):
    return torch.from_numpy(np.tril(np.ones((n, n), dtype=bool)))
