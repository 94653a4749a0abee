import torch


def gae(rewards, values, mask, gamma, lam):
    rewards = torch.nan_to_num(rewards) * mask
    values = torch.nan_to_num(values) * mask
    advantages = torch.zeros_like(values)
    running = torch.zeros_like(values[:, 0])
    following = torch.zeros_like(values[:, 0])
    for t in reversed(range(values.shape[1])):
        delta = rewards[:, t] + gamma * following - values[:, t]
        running = torch.where(mask[:, t], delta + gamma * lam * running, 0)
        following = values[:, t]
        advantages[:, t] = running
    return advantages, advantages + values
