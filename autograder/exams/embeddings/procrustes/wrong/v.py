# property: values
# hint: v_not_transposed
# holds: stretched, dtype, unmodified
import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(source.T @ target)
    return u @ vh.T
