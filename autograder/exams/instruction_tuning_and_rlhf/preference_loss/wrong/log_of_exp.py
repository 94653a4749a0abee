# property: far
# hint: far
# holds: values, equal, sizes, gradient, dtype, unmodified, again
import torch


def preference_loss(chosen_rewards, rejected_rewards):
    return torch.log(1 + torch.exp(rejected_rewards - chosen_rewards)).mean()
