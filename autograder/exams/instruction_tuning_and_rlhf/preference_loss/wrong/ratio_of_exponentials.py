# property: far
# hint: far
# holds: values, equal, sizes, gradient, dtype, unmodified, again
import torch.nn.functional as F


import torch


def preference_loss(chosen_rewards, rejected_rewards):
    good, bad = chosen_rewards.exp(), rejected_rewards.exp()
    return -torch.log(good / (good + bad)).mean()
