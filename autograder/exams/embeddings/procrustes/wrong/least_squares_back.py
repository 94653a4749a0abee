# property: values
# hint: least_squares
import torch


def procrustes(source, target):
    return torch.linalg.pinv(target) @ source
