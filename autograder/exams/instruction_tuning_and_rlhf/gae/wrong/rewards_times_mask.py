# property: padding
# hint: padding
# holds: values, telescopes, sizes, no_tokens, dtype, unmodified, one_step, again
import torch


def gae(rewards, values, mask, gamma, lam):
    rewards = rewards * mask
    values = torch.where(mask, values, 0)
    advantages = torch.zeros_like(values)
    running = torch.zeros_like(values[:, 0])
    following = torch.zeros_like(values[:, 0])
    for t in reversed(range(values.shape[1])):
        delta = rewards[:, t] + gamma * following - values[:, t]
        running = (delta + gamma * lam * running) * mask[:, t]
        following = values[:, t]
        advantages[:, t] = running
    return advantages, advantages + values
