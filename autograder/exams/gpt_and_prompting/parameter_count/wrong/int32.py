# property: whole
# hint: whole
# holds: values, untied, published, no_layers
import numpy as np


def parameter_count(n_layers, d_model, vocab_size, context, tied=True):
    with np.errstate(over='ignore'):
        n, d, v, c = np.array([[n_layers], [d_model], [vocab_size], [context]]).astype(np.int32)
        total = (v + c) * d + n * (12 * d * d + 13 * d) + 2 * d
        return int((total if tied else total + v * d)[0])
