import torch


def masked_mean_pool(states, mask):
    m = mask.to(states.dtype)
    shares = m / m.sum(dim=1, keepdim=True).clamp(min=1)
    return torch.bmm(shares[:, None], states)[:, 0]
