# property: few_points
# hint: few_points
# holds: values, exact, mirror, stretched, dtype, unmodified
import torch


def procrustes(source, target):
    # M (MᵀM)^(−1/2), which needs an M that can be inverted
    m = source.double().T @ target.double()
    sizes, turns = torch.linalg.eigh(m.T @ m)
    w = m @ turns @ (sizes.clamp(min=1e-300).rsqrt()[:, None] * turns.T)
    return w.to(source.dtype)
