# property: values
# hint: least_squares
# holds: exact, mirror, stretched, dtype, unmodified
import torch


def procrustes(source, target):
    return torch.linalg.solve(source.T @ source, source.T @ target)
