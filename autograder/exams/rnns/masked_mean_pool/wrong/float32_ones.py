# property: dtype
# hint: dtype_raised
# holds: values, any_mask, sizes, gradient, unmodified, empty_row
import torch


def masked_mean_pool(states, mask):
    total = torch.ones(states.shape[1]) @ (states * mask[..., None])
    return total / mask.sum(dim=1, keepdim=True).clamp(min=1)
