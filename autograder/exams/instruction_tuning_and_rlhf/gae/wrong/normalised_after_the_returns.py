# property: values
# hint: normalised
# holds: dtype, unmodified, padding, again
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
    returns = advantages + values
    counted = advantages[mask]
    if len(counted) > 1:
        advantages = torch.where(mask, (advantages - counted.mean()) / (counted.std() + 1e-8), 0)
    return advantages, returns
