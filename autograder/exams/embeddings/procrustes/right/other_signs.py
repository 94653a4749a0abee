import torch


def procrustes(source, target):
    u, _, vh = torch.linalg.svd(torch.einsum('ni,nj->ij', source, target))
    signs = torch.where(torch.arange(len(u)) % 2 == 0, 1.0, -1.0).to(source.dtype)
    return (u * signs) @ (signs[:, None] * vh)
