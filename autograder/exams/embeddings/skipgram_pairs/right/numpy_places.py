import numpy as np


def skipgram_pairs(tokens, window):
    places = np.arange(len(tokens))
    far = np.abs(places[:, None] - places)
    return tuple((tokens[i], tokens[j]) for i, j in np.argwhere((far > 0) & (far <= window)))
