# property: values
# hint: no_mirror
# holds: exact, few_points, stretched, dtype, unmodified
import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(source.T @ target)
    flip = torch.ones_like(s)
    flip[-1] = torch.linalg.det(u @ vh).sign()
    return (u * flip) @ vh
