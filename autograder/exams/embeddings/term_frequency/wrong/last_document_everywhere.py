# property: values
# hint: one_document
# holds: int64, sizes, other_words, empty_document, unused_word, exact_words, unmodified
import torch


def term_frequency(documents, vocabulary):
    counters = [lambda word: document.count(word) for document in documents]  # the last one when it is called
    rows = [[count(word) for word in vocabulary] for count in counters]
    return torch.tensor(rows, dtype=torch.int64).view(len(documents), len(vocabulary))
