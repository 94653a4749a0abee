# property: values
# hint: not_best
# holds:
import torch


def procrustes(source, target):
    w = torch.eye(source.shape[1], dtype=source.dtype)
    for _ in range(3):
        gradient = source.T @ (source @ w - target)
        w = torch.linalg.qr(w - 1e-3 * gradient).Q
    return w
