# property: values
# hint: least_squares
import torch


def procrustes(source, target):
    return torch.linalg.solve(source.T @ source, source.T @ target)
