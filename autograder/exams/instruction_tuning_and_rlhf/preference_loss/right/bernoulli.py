import torch
from torch.distributions import Bernoulli


def preference_loss(chosen_rewards, rejected_rewards):
    preferred = Bernoulli(logits=chosen_rewards - rejected_rewards)
    return -preferred.log_prob(torch.ones_like(chosen_rewards)).sum() / chosen_rewards.numel()
