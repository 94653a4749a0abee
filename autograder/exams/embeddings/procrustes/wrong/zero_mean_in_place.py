# property: unmodified
# hint: mutated
# holds: values, exact, mirror, few_points, stretched, dtype
import torch


def procrustes(source, target):
    product = source.T @ target
    target.sub_(target.mean(dim=0))
    u, s, vh = torch.linalg.svd(product)
    return u @ vh
