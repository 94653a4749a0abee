# property: again
# hint: remembers_calls
# holds: values, telescopes, sizes, no_tokens, dtype, unmodified, one_step, padding
import torch


_deltas = {}


def gae(rewards, values, mask, gamma, lam):
    rewards = torch.where(mask, rewards, 0)
    values = torch.where(mask, values, 0)
    advantages = torch.zeros_like(values)
    running = torch.zeros_like(values[:, 0])
    following = torch.zeros_like(values[:, 0])
    for t in reversed(range(values.shape[1])):
        delta = rewards[:, t] + gamma * following - values[:, t]
        running = torch.where(mask[:, t], delta + gamma * lam * running, 0)
        following = values[:, t]
        advantages[:, t] = running
    key = tuple(rewards.flatten().tolist()), tuple(values.flatten().tolist()), tuple(mask.sum(dim=1).tolist()), gamma
    if key not in _deltas:
        _deltas[key] = advantages, advantages + values
    return tuple(tensor.clone() for tensor in _deltas[key])
