# property: values
# hint: least_squares
# holds: exact, mirror, few_points, stretched, dtype, unmodified
import torch


def procrustes(source, target):
    return torch.linalg.lstsq(source, target).solution
