# property: stretched
# hint: views
import torch


def procrustes(source, target):
    n, d = source.shape
    product = (source.view(n * d).view(n, d, 1) * target.view(n * d).view(n, 1, d)).sum(dim=0)
    u, s, vh = torch.linalg.svd(product)
    return u @ vh
