# property: values
# hint: applied
# holds: stretched, dtype, unmodified
import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(source.T @ target)
    return source @ u @ vh
