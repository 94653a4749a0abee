# property: far
# hint: far
# holds: values, equal, sizes, gradient, dtype, unmodified, again
import torch.nn.functional as F


import torch


def preference_loss(chosen_rewards, rejected_rewards):
    gap = chosen_rewards - rejected_rewards
    near = torch.log1p(torch.exp(-gap))
    return torch.where(gap < -50, -gap, near).mean()
