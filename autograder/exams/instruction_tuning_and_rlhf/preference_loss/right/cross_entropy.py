import torch
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    scores = torch.stack((chosen_rewards, rejected_rewards), dim=1)
    return F.cross_entropy(scores, torch.zeros(len(scores), dtype=torch.long))
