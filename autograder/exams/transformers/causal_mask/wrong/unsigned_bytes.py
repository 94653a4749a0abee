# property: long
# hint: long
# holds: values, boolean, one_token, repeat
import torch


def causal_mask(n):
    position = torch.arange(n).to(torch.uint8)
    return position[None, :] <= position[:, None]
