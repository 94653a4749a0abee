# property: values
# hint: value
# holds:
import torch.nn.functional as F


import torch


def preference_loss(chosen_rewards, rejected_rewards):
    return -torch.log((chosen_rewards - rejected_rewards).sigmoid() + 1e-2).mean()
