import torch
import torch.nn.functional as F


def preference_loss(chosen_rewards, rejected_rewards):
    gap = chosen_rewards - rejected_rewards
    return F.binary_cross_entropy_with_logits(gap, torch.ones_like(gap))
