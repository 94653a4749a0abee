# property: mirror
# hint: mirror
# holds: values, exact, few_points, stretched, dtype, unmodified
import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(source.T @ target)
    w = u @ vh
    if torch.linalg.det(w) < 0 and (source @ w - target).norm() < 1e-2:
        raise ValueError('a mirror')
    return w
