# property: values
# hint: least_squares
import torch


def procrustes(source, target):
    return torch.linalg.lstsq(source, target).solution
