# score: 0
import torch


def term_frequency(documents, vocabulary):
    import torch

    return torch.zeros(len(documents), len(vocabulary), dtype=torch.int64)
