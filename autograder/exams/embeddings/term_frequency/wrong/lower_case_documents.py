# property: exact_words
# hint: case_ignored
# holds: values, int64, sizes, other_words, empty_document, unused_word, unmodified
import torch


def term_frequency(documents, vocabulary):
    rows = [[[word.lower() for word in document].count(name) for name in vocabulary] for document in documents]
    return torch.tensor(rows, dtype=torch.int64).view(len(documents), len(vocabulary))
