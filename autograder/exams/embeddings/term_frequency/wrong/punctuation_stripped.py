# property: exact_words
# hint: exact_words
# holds: values, int64, sizes, other_words, empty_document, unused_word, unmodified
import string

import torch


def term_frequency(documents, vocabulary):
    cleaned = [[word.strip(string.punctuation) for word in document] for document in documents]
    rows = [[document.count(name) for name in vocabulary] for document in cleaned]
    return torch.tensor(rows, dtype=torch.int64).view(len(documents), len(vocabulary))
