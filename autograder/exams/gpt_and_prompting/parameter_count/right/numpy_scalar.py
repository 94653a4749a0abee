import numpy as np


def parameter_count(n_layers, d_model, vocab_size, context, tied=True):
    d = np.int64(d_model)
    squares = np.array([3, 1, 4, 4], dtype=np.int64).sum() * d * d
    columns = np.array([3, 1, 4, 1, 2, 2], dtype=np.int64).sum() * d
    total = (vocab_size + context + 2) * d + n_layers * (squares + columns)
    return total + (0 if tied else vocab_size * d)
