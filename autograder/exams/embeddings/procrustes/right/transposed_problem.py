import torch


def procrustes(source, target):
    u, s, vh = torch.linalg.svd(target.T @ source)
    return vh.T @ u.T
