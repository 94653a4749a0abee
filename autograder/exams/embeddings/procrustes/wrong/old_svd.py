# property: values
# hint: v_not_transposed
# holds: stretched, dtype, unmodified
import torch


def procrustes(source, target):
    u, s, v = torch.svd(source.T @ target)
    return u @ v
