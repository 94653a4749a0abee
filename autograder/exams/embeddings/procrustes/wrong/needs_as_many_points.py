# property: few_points
# hint: few_points
# holds: values, exact, mirror, stretched, dtype, unmodified
import torch


def procrustes(source, target):
    n, d = source.shape
    if n < d:
        raise ValueError('too few points')
    u, s, vh = torch.linalg.svd(source.T @ target)
    return u @ vh
