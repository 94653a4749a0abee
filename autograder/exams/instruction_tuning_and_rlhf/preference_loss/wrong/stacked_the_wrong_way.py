# property: values
# hint: over_the_batch
# holds: sizes, gradient, dtype, unmodified, far, again
import torch.nn.functional as F


import torch


def preference_loss(chosen_rewards, rejected_rewards):
    scores = torch.stack((chosen_rewards, rejected_rewards))
    return F.cross_entropy(scores, torch.zeros(2, dtype=torch.long))
