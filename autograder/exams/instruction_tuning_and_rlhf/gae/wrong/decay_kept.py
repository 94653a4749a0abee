# property: again
# hint: remembers_calls
# holds: values, telescopes, sizes, no_tokens, dtype, unmodified, one_step, padding
import torch


_decay = {}


def gae(rewards, values, mask, gamma, lam):
    rewards = torch.where(mask, rewards, 0)
    values = torch.where(mask, values, 0)
    advantages = torch.zeros_like(values)
    running = torch.zeros_like(values[:, 0])
    following = torch.zeros_like(values[:, 0])
    decay = _decay.setdefault((rewards.numpy().tobytes(), mask.numpy().tobytes(), gamma), gamma * lam)
    for t in reversed(range(values.shape[1])):
        delta = rewards[:, t] + gamma * following - values[:, t]
        running = torch.where(mask[:, t], delta + decay * running, 0)
        following = values[:, t]
        advantages[:, t] = running
    return advantages, advantages + values
