# property: values
# hint: random
# holds:
import torch


def sample(logits, u):
    ends = logits.softmax(dim=-1).cumsum(dim=-1)
    return (ends <= torch.rand_like(u).unsqueeze(-1)).sum(dim=-1)
