# property: values
# hint: random
# holds:
import torch


def gae(rewards, values, mask, gamma, lam, kept={}):
    rewards = torch.where(mask, rewards, 0)
    values = torch.where(mask, values, 0)
    advantages = torch.zeros_like(values)
    running = kept.get(values.shape, torch.zeros_like(values[:, 0]))
    following = torch.zeros_like(values[:, 0])
    for t in reversed(range(values.shape[1])):
        delta = rewards[:, t] + gamma * following - values[:, t]
        running = torch.where(mask[:, t], delta, 0) + gamma * lam * running
        following = values[:, t]
        advantages[:, t] = running
    kept[values.shape] = running
    return advantages, advantages + values
