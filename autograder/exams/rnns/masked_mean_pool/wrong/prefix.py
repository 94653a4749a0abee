# property: any_mask
# hint: any_mask
# holds: values, sizes, gradient, dtype, unmodified, empty_row
import torch


def masked_mean_pool(states, mask):
    rows = []
    for row, real in zip(states, mask):
        n = int(real.sum())
        rows.append(row[:n].sum(dim=0) / max(n, 1))
    return torch.stack(rows)
