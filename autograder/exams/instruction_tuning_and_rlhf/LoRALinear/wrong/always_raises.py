# score: 0
import torch
from torch import nn


class LoRALinear(nn.Module):
    def __init__(self, linear, rank, alpha):
        raise RuntimeError('not today')
