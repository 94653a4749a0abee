# property: values
# hint: type
# holds:
import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(source.T @ target)
    return u, vh
