# property: values
# hint: not_turned_back
# holds: sizes, no_tokens, dtype, unmodified, padding, again
import torch


def gae(rewards, values, mask, gamma, lam):
    v, r = values.masked_fill(~mask, 0), rewards.masked_fill(~mask, 0)
    found, after, following = [], torch.zeros_like(v[:, 0]), torch.zeros_like(v[:, 0])
    for t in range(v.shape[1] - 1, -1, -1):
        after = torch.where(mask[:, t], r[:, t] + gamma * following - v[:, t] + gamma * lam * after, 0)
        following = v[:, t]
        found.append(after)
    advantages = torch.stack(found, dim=1)
    return advantages, (advantages + v).masked_fill(~mask, 0)
