# property: values
# hint: dampened
# holds: sizes, other_words, empty_document, unused_word, exact_words, unmodified
import torch


def term_frequency(documents, vocabulary):
    rows = [[document.count(word) for word in vocabulary] for document in documents]
    return torch.tensor(rows, dtype=torch.float32).view(len(documents), len(vocabulary)).log1p()
