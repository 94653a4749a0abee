# property: values
# hint: score
# holds:
import math

import torch


def sample(logits, u):
    ends = logits.softmax(dim=-1).cumsum(dim=-1)
    last = torch.arange(logits.shape[-1]).where(logits > -math.inf, -1).amax(dim=-1)
    token = (ends <= u.unsqueeze(-1)).sum(dim=-1).minimum(last)
    return logits.gather(-1, token.unsqueeze(-1)).squeeze(-1)
