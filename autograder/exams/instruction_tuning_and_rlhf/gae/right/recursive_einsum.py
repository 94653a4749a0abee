import torch


def gae(rewards, values, mask, gamma, lam):
    v = values.masked_fill(mask.logical_not(), 0.0)
    delta = rewards.masked_fill(mask.logical_not(), 0.0) - v
    delta[:, :-1] += gamma * v[:, 1:]
    n = v.shape[1]

    def power(k):
        return 1.0 if k == 0 else power(k - 1) * gamma * lam

    weights = v.new_tensor([[power(t - s) if t >= s else 0.0 for t in range(n)] for s in range(n)])
    advantages = torch.einsum('bt,st->bs', delta, weights).masked_fill(mask.logical_not(), 0.0)
    return advantages, advantages + v
