# property: values
# hint: value_after_the_end
# holds: sizes, no_tokens, dtype, unmodified, again
import torch


def gae(rewards, values, mask, gamma, lam):
    real = torch.where(mask, values, 0)
    advantages = torch.zeros_like(values)
    running = torch.zeros_like(values[:, 0])
    for t in reversed(range(values.shape[1])):
        following = values[:, t + 1] if t + 1 < values.shape[1] else 0
        delta = rewards[:, t] + gamma * following - values[:, t]
        running = torch.where(mask[:, t], delta + gamma * lam * running, 0)
        advantages[:, t] = running
    return advantages, advantages + real
