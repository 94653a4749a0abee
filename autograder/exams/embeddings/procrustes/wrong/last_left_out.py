# property: values
# hint: shortened
# holds: stretched, dtype, unmodified
import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(source.T @ target)
    return u[:, :-1] @ vh[:-1]
