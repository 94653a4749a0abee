import torch


def term_frequency(documents, vocabulary):
    rows = [[document.count(word) for word in vocabulary] for document in documents]
    return torch.tensor(rows, dtype=torch.int64).reshape(len(documents), len(vocabulary))
