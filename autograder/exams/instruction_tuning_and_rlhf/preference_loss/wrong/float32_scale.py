# property: dtype
# hint: dtype_raised
import torch
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    gap = chosen_rewards - rejected_rewards
    return F.logsigmoid(gap) @ torch.full((len(gap),), -1 / len(gap))
