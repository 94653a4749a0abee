# property: values
# hint: padding_counted
# holds: sizes, no_tokens, dtype, unmodified, again
import torch


def gae(rewards, values, mask, gamma, lam):
    advantages = torch.zeros_like(values)
    running = torch.zeros_like(values[:, 0])
    following = torch.zeros_like(values[:, 0])
    for t in reversed(range(values.shape[1])):
        delta = rewards[:, t] + gamma * following - values[:, t]
        running = delta + gamma * lam * running
        following = values[:, t]
        advantages[:, t] = running
    return advantages, advantages + values
