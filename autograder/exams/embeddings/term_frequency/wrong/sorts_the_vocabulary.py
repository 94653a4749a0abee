# property: unmodified
# hint: mutated
# holds: values, int64, sizes, other_words, empty_document, unused_word, exact_words
import torch


def term_frequency(documents, vocabulary):
    order = list(vocabulary)
    rows = [[document.count(word) for word in order] for document in documents]
    vocabulary.sort()
    return torch.tensor(rows, dtype=torch.int64).reshape(len(documents), len(order))
