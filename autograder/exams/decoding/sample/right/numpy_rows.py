import numpy as np
import torch


def sample(logits, u):
    rows = logits.double().numpy().reshape(-1, logits.shape[-1])
    shares = np.exp(rows - rows.max(axis=-1, keepdims=True))
    ends = np.cumsum(shares / shares.sum(axis=-1, keepdims=True), axis=-1)
    last = [np.flatnonzero(row > -np.inf)[-1] for row in rows]
    index = (ends <= u.double().numpy().reshape(-1, 1)).sum(axis=-1)
    return torch.from_numpy(np.minimum(index, last).astype(np.int64)).reshape(u.shape)
