# property: values
# hint: points_by_points
# holds:
import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(source @ target.T)
    return u @ vh
