# property: impossible
# hint: impossible
# holds: values, leading_dimensions, last, unmodified, extremes, dtype
import math

import torch


def sample(logits, u):
    rows, numbers = logits.reshape(-1, logits.shape[-1]), u.reshape(-1)
    tokens = []
    for row, number in zip(rows, numbers):
        ends = row[row > -math.inf].softmax(dim=-1).cumsum(dim=-1)
        tokens.append(min(int((ends <= number).sum()), len(ends) - 1))
    return torch.tensor(tokens).reshape(u.shape)
