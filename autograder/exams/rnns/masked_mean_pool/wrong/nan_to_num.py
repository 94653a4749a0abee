# property: empty_row
# hint: empty_row
# holds: values, any_mask, sizes, gradient, dtype, unmodified
import torch


def masked_mean_pool(states, mask):
    weights = mask[..., None].to(states.dtype)
    return torch.nan_to_num((states * weights).sum(dim=1) / weights.sum(dim=1))
