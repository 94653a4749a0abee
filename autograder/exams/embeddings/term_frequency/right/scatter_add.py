import torch


def term_frequency(documents, vocabulary):
    column_of = dict(zip(vocabulary, range(len(vocabulary))))
    counts = torch.zeros((len(documents), len(vocabulary)), dtype=torch.int64)
    for row, document in enumerate(documents):
        columns = torch.tensor([column_of[word] for word in document if word in column_of], dtype=torch.int64)
        counts[row].scatter_add_(0, columns, torch.ones_like(columns))
    return counts
