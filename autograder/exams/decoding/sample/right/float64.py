import math

import torch


def sample(logits, u):
    ends = logits.double().softmax(dim=-1).cumsum(dim=-1)
    last = torch.arange(logits.shape[-1]).where(logits > -math.inf, -1).amax(dim=-1)
    index = (ends <= u.double()[..., None]).sum(dim=-1)
    return torch.minimum(index, last)
