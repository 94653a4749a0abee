# property: values
# hint: no_mirror
# holds: exact, few_points, stretched, dtype, unmodified
import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(source.T @ target)
    if torch.linalg.det(u @ vh) < 0:
        u = torch.cat((-u[:, :1], u[:, 1:]), dim=1)
    return u @ vh
