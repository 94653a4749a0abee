import numpy as np
import torch


def top_k_filter(logits, k):
    if k < 1:
        raise ValueError('k must be at least 1')
    k = min(k, logits.shape[-1])
    x = logits.detach().numpy()
    places = np.argpartition(-x, k - 1, axis=-1)[..., :k]
    out = np.full_like(x, -np.inf)
    np.put_along_axis(out, places, np.take_along_axis(x, places, axis=-1), axis=-1)
    return torch.from_numpy(out)
