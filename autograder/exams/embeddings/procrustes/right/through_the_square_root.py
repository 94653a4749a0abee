import torch


def procrustes(source, target):
    # M (MᵀM)^(−1/2) where M can be inverted
    m = source.double().T @ target.double()
    sizes, turns = torch.linalg.eigh(m.T @ m)
    if sizes[0] < 1e-9 * max(float(sizes[-1]), 1e-30):
        u, _, vh = torch.linalg.svd(m)
        return (u @ vh).to(source.dtype)
    return (m @ turns @ (sizes.rsqrt()[:, None] * turns.T)).to(source.dtype)
