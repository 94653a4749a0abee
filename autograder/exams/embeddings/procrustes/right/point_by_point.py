import torch


def procrustes(source, target):
    d = source.size(1)
    product = torch.zeros(d, d, dtype=source.dtype)
    for x, y in zip(source, target):
        product += torch.outer(x, y)
    decomposed = torch.linalg.svd(product, full_matrices=False)
    return torch.mm(decomposed.U, decomposed.Vh)
