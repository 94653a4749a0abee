# property: dtype
# hint: dtype_raised
# holds: values, equal, sizes, gradient, unmodified, far, again
import torch
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    gap = chosen_rewards - rejected_rewards
    return F.logsigmoid(gap) @ torch.full((len(gap),), -1 / len(gap))
