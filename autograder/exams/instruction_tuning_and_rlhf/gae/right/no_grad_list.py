import torch


def gae(rewards, values, mask, gamma, lam):
    with torch.no_grad():
        v = values.where(mask, torch.zeros_like(values))
        r = rewards.where(mask, torch.zeros_like(rewards))
        found, after = [], torch.zeros(len(v), dtype=v.dtype)
        for t in range(v.shape[1] - 1, -1, -1):
            following = v[:, t + 1] if t + 1 < v.shape[1] else torch.zeros_like(after)
            after = (r[:, t] + gamma * following - v[:, t] + gamma * lam * after) * mask[:, t]
            found.insert(0, after)
        advantages = torch.stack(found, dim=1)
        return advantages, (advantages + v) * mask
