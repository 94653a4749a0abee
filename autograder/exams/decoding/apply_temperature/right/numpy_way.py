import numpy as np
import torch


def apply_temperature(logits, temperature):
    if not temperature > 0:
        raise ValueError('the temperature must be above 0')
    scores = logits.detach().numpy()
    return torch.from_numpy(np.divide(scores, scores.dtype.type(temperature)).reshape(logits.shape))
