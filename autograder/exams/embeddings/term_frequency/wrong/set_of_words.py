# property: values
# hint: binary
# holds: int64, sizes, other_words, empty_document, unused_word, exact_words, unmodified
import torch


def term_frequency(documents, vocabulary):
    rows = [[list(set(document)).count(word) for word in vocabulary] for document in documents]
    return torch.tensor(rows, dtype=torch.int64).view(len(documents), len(vocabulary))
