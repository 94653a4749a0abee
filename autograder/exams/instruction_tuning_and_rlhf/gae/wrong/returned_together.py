# property: values
# hint: one_tensor
# holds:
import torch


def gae(rewards, values, mask, gamma, lam):
    rewards = torch.where(mask, rewards, 0)
    values = torch.where(mask, values, 0)
    advantages = torch.zeros_like(values)
    running = torch.zeros_like(values[:, 0])
    following = torch.zeros_like(values[:, 0])
    for t in reversed(range(values.shape[1])):
        delta = rewards[:, t] + gamma * following - values[:, t]
        running = torch.where(mask[:, t], delta + gamma * lam * running, 0)
        following = values[:, t]
        advantages[:, t] = running
    return torch.stack((advantages, advantages + values))
