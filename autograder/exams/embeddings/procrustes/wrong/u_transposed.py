# property: values
# hint: factors_mixed
# holds: stretched, dtype, unmodified
import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(source.T @ target)
    return u.T @ vh
