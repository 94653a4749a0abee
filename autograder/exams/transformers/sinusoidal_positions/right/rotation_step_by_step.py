import torch


def sinusoidal_positions(n, d_model):
    turn = torch.polar(torch.ones(d_model // 2, dtype=torch.float64), 10000.0 ** (-torch.arange(0, d_model, 2).double() / d_model))
    rows = [torch.ones_like(turn)]
    for _ in range(n - 1):
        rows.append(rows[-1] * turn)
    table = torch.stack(rows)
    return torch.stack([table.imag, table.real], dim=-1).flatten(1).float()
