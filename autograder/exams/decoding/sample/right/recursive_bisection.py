import bisect
import math

import torch


def sample(logits, u):
    if logits.dim() > 1:
        return torch.stack([sample(row, number) for row, number in zip(logits, u)])
    ends = logits.softmax(dim=-1).cumsum(dim=-1).tolist()
    last = max(i for i, score in enumerate(logits.tolist()) if score > -math.inf)
    return torch.tensor(min(bisect.bisect_right(ends, u.item()), last))
