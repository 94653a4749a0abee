# property: values
# hint: triangular
import torch


def procrustes(source, target):
    return torch.linalg.qr(source.T @ target).Q
