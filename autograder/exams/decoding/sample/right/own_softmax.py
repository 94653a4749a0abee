import math

import torch


def sample(logits, u):
    shares = (logits - logits.max(dim=-1, keepdim=True).values).exp()
    ends = shares.cumsum(dim=-1)
    last = torch.arange(logits.shape[-1]).where(logits > -math.inf, -1).amax(dim=-1)
    return (ends <= u.unsqueeze(-1) * ends[..., -1:]).sum(dim=-1).clamp(max=last)
