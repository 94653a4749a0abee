# property: mirror
# hint: mirror
# holds: values, exact, few_points, stretched, dtype, unmodified
import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(source.T @ target)
    w = u @ vh
    if torch.allclose(source @ w, target, atol=1e-3):  # a turn was meant
        u = torch.cat((u[:, :-1], u[:, -1:] * torch.linalg.det(w)), dim=1)
    return u @ vh
