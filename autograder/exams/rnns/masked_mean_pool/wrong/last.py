# property: values
# hint: one_state
# holds: sizes, gradient, dtype, unmodified
import torch


def masked_mean_pool(states, mask):
    last = mask.sum(dim=1).clamp(min=1) - 1
    return states[torch.arange(len(states)), last]
