# property: values
# hint: end_one_early
# holds: sizes, no_tokens, dtype, unmodified, padding, again
import torch


def gae(rewards, values, mask, gamma, lam):
    rewards = torch.where(mask, rewards, 0)
    values = torch.where(mask, values, 0)
    advantages = torch.zeros_like(values)
    running = torch.zeros_like(values[:, 0])
    following = torch.zeros_like(values[:, 0])
    n = values.shape[1]
    goes_on = torch.cat((mask, torch.zeros_like(mask), torch.zeros_like(mask)), dim=1)[:, 2 : n + 2] * 1.0
    goes_on = goes_on.to(values.dtype)
    for t in reversed(range(values.shape[1])):
        delta = rewards[:, t] + gamma * following * goes_on[:, t] - values[:, t]
        running = torch.where(mask[:, t], delta + gamma * lam * running * goes_on[:, t], 0)
        following = values[:, t]
        advantages[:, t] = running
    return advantages, advantages + values
