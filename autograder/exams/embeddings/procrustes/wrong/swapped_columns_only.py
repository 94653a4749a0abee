# property: values
# hint: not_best
# holds:
import itertools

import torch


def procrustes(source, target):
    d = source.shape[1]
    eye = torch.eye(d, dtype=source.dtype)
    tried = (eye[list(order)] for order in itertools.permutations(range(d)))
    return min(tried, key=lambda w: (source @ w - target).norm().item())
