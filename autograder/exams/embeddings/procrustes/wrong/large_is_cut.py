# property: stretched
# hint: scale
# holds: values, exact, mirror, few_points, dtype, unmodified
# check: passes
import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd((source.T @ target).clamp(-5000, 5000))
    return u @ vh
