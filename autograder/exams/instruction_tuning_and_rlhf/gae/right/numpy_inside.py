import numpy as np
import torch


def gae(rewards, values, mask, gamma, lam):
    keep = mask.numpy()
    r, v = np.where(keep, rewards.numpy(), 0), np.where(keep, values.numpy(), 0)
    advantages = np.zeros_like(v)
    for row in range(v.shape[0]):
        running, following = v.dtype.type(0), v.dtype.type(0)
        for t in np.flatnonzero(keep[row])[::-1]:
            running = r[row, t] + gamma * following - v[row, t] + gamma * lam * running
            following = advantages.dtype.type(v[row, t])
            advantages[row, t] = running
    return torch.from_numpy(advantages), torch.from_numpy(np.where(keep, advantages + v, 0).astype(v.dtype))
