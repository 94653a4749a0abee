import torch


def term_frequency(documents, vocabulary):
    columns = {word: column for column, word in enumerate(vocabulary)}
    size = len(vocabulary)
    cells = [row * size + columns[word] for row, words in enumerate(documents) for word in words if word in columns]
    return torch.tensor(cells, dtype=torch.int64).bincount(minlength=size * len(documents)).view(len(documents), size)
