import torch


def procrustes(source, target):
    u, s, v = torch.svd(torch.einsum('ni,nj->ij', source, target))
    return u @ v.T
