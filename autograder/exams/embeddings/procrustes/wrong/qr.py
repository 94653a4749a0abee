# property: values
# hint: not_best
import torch


def procrustes(source, target):
    return torch.linalg.qr(source.T @ target).Q
