# property: values
# hint: transposed
# holds: few_points, stretched, dtype, unmodified
import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(target.T @ source)
    return u @ vh
