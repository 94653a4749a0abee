# property: values
# hint: type
# holds:
import torch


def term_frequency(documents, vocabulary):
    columns = {word: column for column, word in enumerate(vocabulary)}
    counts = torch.zeros(len(documents), len(vocabulary), dtype=torch.int64)
    for row, document in enumerate(documents):
        for word in document:
            if word in columns:
                counts[row, columns[word]] += 1
    return counts.tolist()
