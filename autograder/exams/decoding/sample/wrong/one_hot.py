# property: values
# hint: one_hot
# holds: leading_dimensions, unmodified, extremes, dtype
import torch


def sample(logits, u):
    ends = logits.softmax(dim=-1).cumsum(dim=-1)
    index = (ends <= u.unsqueeze(-1)).sum(dim=-1)
    return torch.nn.functional.one_hot(index, logits.shape[-1])
