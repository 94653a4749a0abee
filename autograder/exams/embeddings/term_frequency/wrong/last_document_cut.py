# property: values
# hint: document_missing
# holds: int64, sizes, other_words, empty_document, unused_word, exact_words, unmodified
import torch


def term_frequency(documents, vocabulary):
    rows = [[document.count(word) for word in vocabulary] for document in documents[:-1]]
    return torch.tensor(rows, dtype=torch.int64).view(len(rows), len(vocabulary))
