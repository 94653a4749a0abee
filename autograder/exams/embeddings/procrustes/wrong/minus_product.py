# property: values
# hint: opposite
# holds: few_points, stretched, dtype, unmodified
import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(-source.T @ target)
    return u @ vh
