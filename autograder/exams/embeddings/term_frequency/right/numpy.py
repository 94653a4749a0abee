import numpy as np
import torch


def term_frequency(documents, vocabulary):
    counts = np.zeros((len(documents), len(vocabulary)), dtype=np.int64)
    for row, document in enumerate(documents):
        for word in document:
            if word in vocabulary:
                counts[row, vocabulary.index(word)] += 1
    return torch.from_numpy(counts)
