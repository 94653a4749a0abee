# property: values
# hint: all_true
# holds:
import torch


def causal_mask(n):
    rows = [[False] * n] * n
    for i in range(n):
        for j in range(i + 1):
            rows[i][j] = True
    return torch.tensor(rows)
