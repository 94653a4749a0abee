# property: gradient
# hint: no_gradient
# holds: values, equal, sizes, dtype, unmodified, far, again
import torch.nn.functional as F


import torch


def preference_loss(chosen_rewards, rejected_rewards):
    losses = -F.logsigmoid(chosen_rewards - rejected_rewards)
    return torch.tensor(losses.detach().numpy().mean())
