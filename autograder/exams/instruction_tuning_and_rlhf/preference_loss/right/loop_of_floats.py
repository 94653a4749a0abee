import torch


def preference_loss(chosen_rewards, rejected_rewards):
    losses = []
    for chosen, rejected in zip(chosen_rewards, rejected_rewards):
        gap = rejected - chosen
        losses.append(gap.clamp(min=0) + torch.log1p(torch.exp(-gap.abs())))
    return torch.stack(losses).mean()
