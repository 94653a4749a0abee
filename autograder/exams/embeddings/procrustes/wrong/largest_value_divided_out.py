# property: values
# hint: stretched
# holds: stretched, dtype, unmodified
import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(source.T @ target)
    return u @ (s / s[0]).diag() @ vh
