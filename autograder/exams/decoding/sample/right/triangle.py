import math

import torch


def sample(logits, u):
    size = logits.shape[-1]
    upper = torch.ones(size, size, dtype=logits.dtype).triu()
    ends = torch.einsum('...v,vw->...w', logits.softmax(dim=-1), upper)
    last = torch.arange(logits.shape[-1]).where(logits > -math.inf, -1).amax(dim=-1)
    return (ends <= u.unsqueeze(-1)).sum(dim=-1).minimum(last)
