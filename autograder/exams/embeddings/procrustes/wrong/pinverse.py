# property: few_points
# hint: few_points
# holds: values, exact, mirror, stretched, dtype, unmodified
import torch


def procrustes(source, target):
    if len(source) < source.shape[1]:
        return torch.linalg.pinv(source) @ target
    u, s, vh = torch.linalg.svd(source.T @ target)
    return u @ vh
