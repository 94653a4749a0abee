# property: exact_words
# hint: exact_words
import torch


def term_frequency(documents, vocabulary):
    rows = [[' '.join(document).count(word) for word in vocabulary] for document in documents]
    return torch.tensor(rows, dtype=torch.int64).reshape(len(documents), len(vocabulary))
