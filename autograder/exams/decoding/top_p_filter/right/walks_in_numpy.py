import numpy as np
import torch


def top_p_filter(logits, p):
    if not 0 < p <= 1:
        raise ValueError('p must be above 0 and at most 1')
    if p == 1:
        return logits.clone()
    size = logits.shape[-1]
    out = np.full((logits.numel() // size, size), -np.inf)
    for i, row in enumerate(logits.double().numpy().reshape(-1, size)):
        shares = np.exp(row - row.max())
        shares /= shares.sum()
        total = 0.0
        for token in np.argsort(-row, kind='stable'):
            if total >= p:
                break
            out[i, token] = row[token]
            total += shares[token]
    return torch.from_numpy(out).to(logits.dtype).reshape(logits.shape)
