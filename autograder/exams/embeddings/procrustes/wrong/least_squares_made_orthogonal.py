# property: values
# hint: least_squares_turned
# holds: exact, mirror, few_points, stretched, dtype, unmodified
import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(torch.linalg.pinv(source) @ target)
    return u @ vh
