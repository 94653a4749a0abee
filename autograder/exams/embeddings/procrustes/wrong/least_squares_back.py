# property: values
# hint: least_squares
# holds: few_points, stretched, dtype, unmodified
import torch


def procrustes(source, target):
    return torch.linalg.pinv(target) @ source
