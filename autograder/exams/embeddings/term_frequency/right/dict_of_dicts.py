import torch


def term_frequency(documents, vocabulary):
    table = {word: [0] * len(documents) for word in vocabulary}
    for row, document in enumerate(documents):
        for word in document:
            if word in table:
                table[word][row] += 1
    counts = torch.empty(len(documents), len(vocabulary), dtype=torch.long)
    for column, word in enumerate(vocabulary):
        counts[:, column] = torch.tensor(table[word], dtype=torch.long)
    return counts
