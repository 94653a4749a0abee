import numpy as np
import torch


def term_frequency(documents, vocabulary):
    names = np.array(vocabulary, dtype=object)
    rows = [(np.array(document, dtype=object)[:, None] == names).sum(axis=0) for document in documents]
    return torch.from_numpy(np.array(rows, dtype=np.int64).reshape(len(documents), len(vocabulary)))
