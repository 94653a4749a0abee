import math

import torch


def sinusoidal_positions(n, d_model):
    table = torch.zeros(n, d_model)
    for position in range(n):
        for column in range(d_model):
            angle = position / 10000 ** (2 * (column // 2) / d_model)
            table[position, column] = math.sin(angle) if column % 2 == 0 else math.cos(angle)
    return table
