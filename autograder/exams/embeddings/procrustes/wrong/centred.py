# property: values
# hint: centered
# holds: exact, mirror, few_points, stretched, dtype, unmodified
import torch


def procrustes(source, target):
    source, target = source - source.mean(dim=0), target - target.mean(dim=0)
    u, s, vh = torch.linalg.svd(source.T @ target)
    return u @ vh
