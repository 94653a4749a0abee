# property: empty_document
# hint: empty_document
import torch


def term_frequency(documents, vocabulary):
    return torch.stack([torch.tensor([document.count(word) for word in vocabulary]) for document in documents])
