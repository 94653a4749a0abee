# property: exact_words
# hint: parts_of_words
# holds: values, int64, sizes, other_words, empty_document, unused_word, unmodified
import torch


def term_frequency(documents, vocabulary):
    rows = [[' '.join(document).count(word) for word in vocabulary] for document in documents]
    return torch.tensor(rows, dtype=torch.int64).reshape(len(documents), len(vocabulary))
