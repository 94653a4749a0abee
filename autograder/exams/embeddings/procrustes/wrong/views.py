# property: stretched
# hint: views
# holds: values, exact, mirror, few_points, dtype, unmodified
import torch


def procrustes(source, target):
    n, d = source.shape
    product = (source.view(n * d).view(n, d, 1) * target.view(n * d).view(n, 1, d)).sum(dim=0)
    u, s, vh = torch.linalg.svd(product)
    return u @ vh
