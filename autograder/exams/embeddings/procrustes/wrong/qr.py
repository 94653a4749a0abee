# property: values
# hint: triangular
# holds: stretched, dtype, unmodified
import torch


def procrustes(source, target):
    return torch.linalg.qr(source.T @ target).Q
