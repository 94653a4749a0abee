# property: stretched
# hint: scale
# holds: values, exact, mirror, few_points, dtype, unmodified
import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(source.T @ target)
    if s.max() < 3:
        return torch.eye(len(s), dtype=s.dtype)
    return u @ vh
