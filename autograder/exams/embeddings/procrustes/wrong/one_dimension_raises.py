# property: exact
# hint: exact
# holds: values, few_points, stretched, dtype, unmodified
# check: unnamed
import torch


def procrustes(source, target):
    if source.shape[1] < 3:
        raise ValueError('too flat')
    u, s, vh = torch.linalg.svd(source.T @ target)
    return u @ vh
