# property: values
# hint: columns_normalised
# holds: few_points, stretched, dtype, unmodified
import torch


def procrustes(source, target):
    source, target = (points / points.norm(dim=0).clamp(min=1e-30) for points in (source, target))
    u, s, vh = torch.linalg.svd(source.T @ target)
    return u @ vh
