# property: dtype
# hint: dtype
# holds: values, exact, mirror, few_points, stretched, unmodified
import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(source.double().T @ target.double())
    return u @ vh
