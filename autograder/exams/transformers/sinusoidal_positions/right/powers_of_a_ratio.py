import torch


def sinusoidal_positions(n, d_model):
    ratio = 10000 ** (2 / d_model)
    columns = []
    for pair in range(d_model // 2):
        angle = torch.arange(n, dtype=torch.float32) / ratio**pair
        columns += [torch.sin(angle), torch.cos(angle)]
    return torch.stack(columns, dim=1)
