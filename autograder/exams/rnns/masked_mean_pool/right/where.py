import torch


def masked_mean_pool(states, mask):
    count = mask.sum(dim=1, keepdim=True)
    total = torch.where(mask[..., None], states, torch.zeros_like(states)).sum(dim=1)
    return total / torch.where(count == 0, 1, count)
