# property: far
# hint: far_cut_off
# holds: values, equal, sizes, gradient, dtype, unmodified, again
import torch.nn.functional as F


import torch


def preference_loss(chosen_rewards, rejected_rewards):
    probability = (chosen_rewards - rejected_rewards).sigmoid()
    return F.binary_cross_entropy(probability, torch.ones_like(probability))
