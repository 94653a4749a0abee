# property: unmodified
# hint: mutated
# holds: values, exact, mirror, few_points, stretched, dtype
import torch


def procrustes(source, target):
    w = torch.linalg.svd(source.T @ target)
    source -= source.mean(dim=0)
    return w[0] @ w[2]
