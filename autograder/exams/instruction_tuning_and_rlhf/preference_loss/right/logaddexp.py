import torch


def preference_loss(chosen_rewards, rejected_rewards):
    gap = chosen_rewards - rejected_rewards
    return torch.logaddexp(torch.zeros_like(gap), -gap).mean()
