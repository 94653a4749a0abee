# property: values
# hint: halves
# holds: dtype, edges, long, wide, repeat
import math

import torch


def sinusoidal_positions(n, d_model):
    half = d_model // 2
    frequency = torch.exp(torch.arange(half) * -(math.log(10000.0) / max(half - 1, 1)))
    angle = torch.arange(n)[:, None] * frequency
    return torch.cat([angle.sin(), angle.cos()], dim=1)
