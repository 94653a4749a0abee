# property: gradient
# hint: gradient
# holds: values, equal, sizes, dtype, unmodified, far, again
# check: passes
import torch


def preference_loss(chosen_rewards, rejected_rewards):
    margin = chosen_rewards - rejected_rewards
    return (torch.relu(-margin) + torch.log1p(torch.exp(-margin.abs()))).mean()
