import numpy as np
import torch


def procrustes(source, target):
    u, s, vh = np.linalg.svd(source.numpy().T @ target.numpy())
    return torch.from_numpy(u @ vh)
