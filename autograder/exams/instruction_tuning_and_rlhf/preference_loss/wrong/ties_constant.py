# property: gradient
# hint: still_at_0
# holds: values, equal, sizes, dtype, unmodified, far, again
import math

import torch
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    gap = chosen_rewards - rejected_rewards
    return torch.where(gap == 0, math.log(2), -F.logsigmoid(gap)).mean()
