# property: values
# hint: rows_normalised
# holds: exact, mirror, few_points, stretched, dtype, unmodified
import torch
import torch.nn.functional as F


def procrustes(source, target):
    source, target = F.normalize(source, dim=-1), F.normalize(target, dim=-1)
    u, s, vh = torch.linalg.svd(source.T @ target)
    return u @ vh
