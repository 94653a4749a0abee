# property: values
# hint: summed
# holds: int64, sizes, other_words, empty_document, unused_word, exact_words, unmodified
import torch


def term_frequency(documents, vocabulary):
    every = [word for document in documents for word in document]
    return torch.tensor([[every.count(word) for word in vocabulary]], dtype=torch.int64)
