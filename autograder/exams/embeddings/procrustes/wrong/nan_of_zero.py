# property: few_points
# hint: few_points
# holds: values, exact, mirror, stretched, dtype, unmodified
import torch


def procrustes(source, target):
    product = source.T @ target
    u, s, vh = torch.linalg.svd(product / s_max(product))
    return u @ vh


def s_max(product):
    if not product.any():
        raise ZeroDivisionError('no direction at all')
    return product.abs().max()
