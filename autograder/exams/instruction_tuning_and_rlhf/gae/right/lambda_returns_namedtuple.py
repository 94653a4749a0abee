from collections import namedtuple

import torch

Estimate = namedtuple('Estimate', 'advantages returns')


def gae(rewards, values, mask, gamma, lam):
    """Through TD(λ) returns: G_t = r_t + γ ((1 − λ) V_{t+1} + λ G_{t+1})."""
    none = torch.zeros((), dtype=values.dtype)
    r, v = torch.where(mask, rewards, none), torch.where(mask, values, none)
    columns, after, following = [], torch.zeros_like(v[:, 0]), torch.zeros_like(v[:, 0])
    for reward, value, real in zip(*(tensor.unbind(1)[::-1] for tensor in (r, v, mask))):
        after = torch.where(real, reward + gamma * ((1 - lam) * following + lam * after), none)
        following = value
        columns.append(after)
    returns = torch.stack(columns[::-1], dim=1)
    return Estimate(torch.where(mask, returns - v, none), returns)
