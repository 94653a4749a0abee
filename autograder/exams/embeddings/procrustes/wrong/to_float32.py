# property: dtype
# hint: float32_inside
# holds: values, exact, mirror, few_points, stretched, unmodified
import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(source.float().T @ target.float())
    return (u @ vh).to(source.dtype)
