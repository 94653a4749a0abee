# property: values
# hint: points_by_points
# holds:
import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(source, full_matrices=False)
    return u @ u.T
