# property: values
# hint: not_orthogonal
# holds:
import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(source.T @ target)
    return 0.5 * (u @ vh)
