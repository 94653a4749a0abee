# property: values
# hint: averages
# holds: one_token, long, repeat
import torch


def causal_mask(n):
    mask = torch.ones(n, n).tril()
    return mask / mask.sum(dim=-1, keepdim=True)
