# property: values
# hint: transposed
import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(target.T @ source)
    return u @ vh
