# property: long
# hint: long
import torch


def causal_mask(n):
    position = torch.arange(n).to(torch.int8)
    return position[None, :] <= position[:, None]
