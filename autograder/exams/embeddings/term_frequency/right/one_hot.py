import torch
import torch.nn.functional as F


def term_frequency(documents, vocabulary):
    columns = {word: column for column, word in enumerate(vocabulary)}
    counts = torch.zeros(len(documents), len(vocabulary) + 1, dtype=torch.int64)
    for row, document in enumerate(documents):
        ids = torch.tensor([columns.get(word, len(vocabulary)) for word in document], dtype=torch.int64)
        counts[row] = F.one_hot(ids, len(vocabulary) + 1).sum(dim=0)
    return counts[:, :-1]
