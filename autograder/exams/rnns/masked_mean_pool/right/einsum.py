import torch


def masked_mean_pool(states, mask):
    m = mask.to(states.dtype)
    return torch.einsum('bnd,bn->bd', states, m) / m.sum(dim=1)[:, None].clamp(min=1)
