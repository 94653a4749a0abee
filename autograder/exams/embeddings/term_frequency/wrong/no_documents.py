# property: empty_document
# hint: empty_document
# holds: values, int64, sizes, other_words, unused_word, exact_words, unmodified
import torch


def term_frequency(documents, vocabulary):
    return torch.stack([torch.tensor([document.count(word) for word in vocabulary]) for document in documents])
