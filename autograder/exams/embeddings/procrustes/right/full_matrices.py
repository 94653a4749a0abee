import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(source.mT @ target, full_matrices=True)
    return torch.matmul(u, vh)
