# property: values
# hint: rows_run_together
# holds: sizes, no_tokens, dtype, unmodified, one_step, padding, again
import torch


def gae(rewards, values, mask, gamma, lam):
    advantages, returns = torch.zeros_like(values), torch.zeros_like(values)
    after = 0.0
    for b in range(len(values)):
        n = int(mask[b].sum())
        for t in range(n - 1, -1, -1):
            following = values[b, t + 1] if t + 1 < n else 0.0
            after = rewards[b, t] + gamma * following - values[b, t] + gamma * lam * after
            advantages[b, t] = after
            returns[b, t] = after + values[b, t]
    return advantages, returns
