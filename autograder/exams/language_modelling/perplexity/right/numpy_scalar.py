import numpy as np


def perplexity(log_probs):
    values = np.asarray(log_probs, dtype=np.float64)
    if values.size == 0:
        raise ValueError("no words")
    return np.exp(-values.mean())
