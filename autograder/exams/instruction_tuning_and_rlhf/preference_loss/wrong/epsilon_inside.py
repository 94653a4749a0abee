# property: far
# hint: far_cut_off
# holds: values, equal, sizes, gradient, unmodified, again
import torch.nn.functional as F


import torch


def preference_loss(chosen_rewards, rejected_rewards):
    return -torch.log((chosen_rewards - rejected_rewards).sigmoid() + 1e-8).mean()
