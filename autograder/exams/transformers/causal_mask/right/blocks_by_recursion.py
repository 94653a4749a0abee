import torch


def causal_mask(n):
    if n == 1:
        return torch.ones(1, 1, dtype=torch.bool)
    half = n // 2
    above = torch.cat([causal_mask(half), torch.zeros(half, n - half, dtype=torch.bool)], dim=1)
    below = torch.cat([torch.ones(n - half, half, dtype=torch.bool), causal_mask(n - half)], dim=1)
    return torch.cat([above, below])
