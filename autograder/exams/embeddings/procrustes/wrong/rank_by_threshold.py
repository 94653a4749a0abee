# property: few_points
# hint: few_points
# holds: values, exact, mirror, stretched, dtype, unmodified
import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(source.T @ target)
    kept = s > 1e-4 * s.max()
    return u[:, kept] @ vh[kept]
