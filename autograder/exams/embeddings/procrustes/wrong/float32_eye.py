# property: dtype
# hint: dtype_raised
# holds: values, exact, mirror, few_points, stretched, unmodified
import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(source.T @ target)
    return u @ torch.eye(len(s)) @ vh
