# property: dtype
# hint: dtype
import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(source.double().T @ target.double())
    return u @ vh
